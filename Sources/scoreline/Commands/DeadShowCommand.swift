import ArgumentParser
import Glibc
import JSONBytes
import JobQueue
import JobWire
import Keyspace
import Monitoring
import Redis
import Settings

struct DeadShowCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One job that was given up, byte for byte.",
        discussion: """
            The job goes to standard output, unchanged unless that is a terminal; what else is known goes to standard \
            error. With --json everything is one object on standard output.
            """)

    @Argument(help: "The model.", completion: ModelCompletion.kind)
    var model: String

    @Argument(help: ArgumentHelp("The entry, as dead list names it.", valueName: "id"))
    var id: String

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: ConnectionOptions

    func perform() throws {
        let settings = try options.settings(["json": json.asSetting])
        let isJSON = try settings.isOn("json")
        let id = try DeadSelection.entry(id)
        let dead = DeadJobs(keys: try settings.keyspace.model(model))
        var connection = try settings.connect(for: dead.keys)
        guard let entry = try dead.entry(id, jobBytes: DeadJobs.wholeJob, &connection) else {
            throw DeadSelection.absent([id], of: model)
        }
        if isJSON { return try StandardOutput.write(entry.json.line) }
        StandardError.write(DeadReport.facts(entry))
        let form = BinaryForm(entry.job.span)
        guard isatty(STDOUT_FILENO) == 1 else {
            // A line's end would be one byte too many for tensors.
            return try StandardOutput.write(form == nil ? entry.job + [UInt8(ascii: "\n")] : entry.job)
        }
        let text = String(decoding: form.map { entry.job[$0.header] } ?? entry.job[...], as: UTF8.self)
        try StandardOutput.write(VisibleText.block(text) + "\n")
        if let form { StandardError.write("and \(form.tail.count) bytes of tensors\n") }
    }
}
