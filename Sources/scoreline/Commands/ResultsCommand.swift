import ArgumentParser
import Glibc
import Keyspace
import Redis
import Settings

struct ResultsCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "results", abstract: "Take the results that wait, one JSON object a line.",
        discussion: HelpText.discussion(
            examples:
                "scoreline results penguins >results.ndjson",
            "scoreline results penguins --follow --count 10"))

    @Argument(help: "The model that scored the jobs.", completion: ModelCompletion.kind)
    var model: String

    @Option(help: ArgumentHelp("Read this reply list instead of the model's results.", valueName: "name"))
    var reply: String?

    @Flag(help: "Go on as results come, until --count is reached or the command is stopped.")
    var follow = false

    @Flag(help: "Leave the results where they are.")
    var peek = false

    @Option(help: ArgumentHelp("Most results to take.", valueName: "n"))
    var count: String?

    @OptionGroup var options: ConnectionOptions

    func perform() throws {
        let settings = try options.settings([
            "reply": reply, "follow": follow.asSetting, "peek": peek.asSetting, "count": count,
        ])
        let keys = try settings.keyspace.model(model)
        let key = try key(keys, settings)
        let limit = try settings.value(.optionalInteger("count", in: 1...Int.max)) ?? .max
        var connection = try settings.connect(for: keys)
        if try settings.isOn("peek") {
            guard try !settings.isOn("follow") else { throw SettingsError("--peek and --follow exclude each other") }
            try show(key, limit, &connection)
        } else {
            // Whoever reads a pipe may stop after any line, so each is seen to be read before the next.
            let isPipe = OutputPipe.isPipe(STDOUT_FILENO)
            let follows = try settings.isOn("follow")
            var bar = ProgressBar(
                .things("results"), total: follows ? nil : min(limit, try waiting(key, &connection)),
                isShown: !StandardOutput.isTerminal && !isPipe)
            var taken = 0
            let taker = ResultTaker(key: key, chunk: isPipe ? 1 : Self.chunk) { lines in
                try StandardOutput.write(lines)
                taken += lines.count { $0 == UInt8(ascii: "\n") }
                bar.show(taken)
                if isPipe { try OutputPipe.awaitReader(STDOUT_FILENO) }
            }
            try taker.take(limit, follows: follows, &connection)
            bar.clear()
        }
    }

    private func key(_ keys: ModelKeys, _ settings: CommandSettings) throws -> String {
        guard let name = try settings.text("reply") else { return keys.results }
        guard Keyspace.isName(name) else {
            throw SettingsError(
                "\(settings.origin(of: "reply")): \"\(name.prefix(80))\" must have 1 to 64 characters of A-Z a-z 0-9 _ . -"
            )
        }
        return keys.reply(name)
    }

    private static let chunk = 100

    private func waiting(_ key: String, _ connection: inout RedisConnection) throws -> Int {
        try connection.call(RedisCommand("LLEN", key), on: key).integer()
    }

    private func show(_ key: String, _ limit: Int, _ connection: inout RedisConnection) throws {
        var bar = ProgressBar(
            .things("results"), total: min(limit, try waiting(key, &connection)), isShown: !StandardOutput.isTerminal)
        defer { bar.clear() }
        var start = 0
        while start < limit {
            let end = start + min(Self.chunk, limit - start)
            let reply = try connection.call(RedisCommand("LRANGE", key, String(start), String(end - 1)), on: key)
            try StandardOutput.write(ResultTaker.lines(of: reply))
            guard try reply.count() == end - start else { return }
            start = end
            bar.show(start)
        }
    }
}
