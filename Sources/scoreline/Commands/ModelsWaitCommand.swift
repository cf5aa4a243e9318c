import ArgumentParser
import Keyspace
import ModelPublishing
import ModelRegistry
import Redis
import Settings

struct ModelsWaitCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "wait", abstract: "Wait until every live worker is READY on a version.",
        discussion: "Ends with 1 when a worker refused it, or at the time-out.")

    @Argument(help: "The model.", completion: ModelCompletion.kind)
    var model: String

    @Option(help: ArgumentHelp("The version; without it the live one.", valueName: "n"))
    var version: String?

    @Option(help: ArgumentHelp("Least number of workers that must live. Default 1.", valueName: "n"))
    var workers: String?

    @Option(help: ArgumentHelp("How long to wait. Default 60.", valueName: "seconds"))
    var timeout: String?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: ConnectionOptions

    func perform() throws {
        let settings = try options.settings([
            "version": version, "workers": workers, "timeout": timeout, "json": json.asSetting,
        ])
        let keys = try settings.keyspace.model(model)
        let isJSON = try settings.isOn("json")
        let wait = FollowWait(
            keys,
            version: try settings.value(.optionalInteger("version", in: 1...Int.max)),
            minimum: try settings.value(.integer("workers", default: 1, in: 1...100_000)),
            limit: try settings.value(.seconds("timeout", default: .seconds(60), in: 0...604_800)),
            showsProgress: !isJSON)
        var connection = try settings.connect(for: keys)
        try wait.report(try wait.run(&connection), isJSON: isJSON)
    }
}
