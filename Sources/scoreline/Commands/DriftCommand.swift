import ArgumentParser
import DriftWindows
import JSONBytes
import Keyspace
import ModelRegistry
import Monitoring
import Redis
import Settings

struct DriftCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "drift", abstract: "How far the rows of a model are from those it was trained on.",
        discussion: HelpText.discussion(
            """
            Workers compare a share of what they score with the histograms that training wrote into the model file. A feature \
            that is unlike training changes no exit status.
            """,
            examples:
                "scoreline drift penguins --window 3600"))

    @Argument(help: "The model.", completion: ModelCompletion.kind)
    var model: String

    @Option(
        help: ArgumentHelp(
            "How far to look back: the windows of 10 minutes that this touches, 6 hours at most. Default 600.",
            valueName: "seconds"))
    var window: String?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: ConnectionOptions

    func perform() throws {
        let settings = try options.settings(["window": window, "json": json.asSetting])
        let longest = DriftWindows.length * (DriftWindows.kept - 1)
        let seconds = try settings.value(.integer("window", default: DriftWindows.length, in: 1...longest))
        let keys = try settings.keyspace.model(model)
        var connection = try settings.connect(for: keys)
        let registry = ModelRegistry(keys: keys)
        guard let pointer = try registry.pointer(&connection) else { throw UnknownModel.failure(keys, &connection) }
        // The current window may have begun just now.
        let windows = 1 + (seconds + DriftWindows.length - 1) / DriftWindows.length
        let status: DriftStatus?
        do throws(DriftWindowError) {
            status = try DriftStatus.read(keys, pointer, windows: windows, &connection)
        } catch {
            if case .redis(let cause) = error.kind { throw cause }
            throw ProgramFailure(.workFailed, error.description)
        }
        if try settings.isOn("json") {
            return try StandardOutput.write((status?.json(withBins: true) ?? DriftStatus.nothing(model, pointer)).line)
        }
        try StandardOutput.write(
            status?.text(columns: StandardOutput.columns) ?? DriftStatus.nothingCounted(model, pointer))
    }
}
