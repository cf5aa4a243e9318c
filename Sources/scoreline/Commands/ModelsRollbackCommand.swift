import ArgumentParser
import JSONBytes
import Keyspace
import ModelPublishing
import ModelRegistry
import Redis
import Settings
import Steering

struct ModelsRollbackCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "rollback", abstract: "Make a stored version live, by default the one before.",
        discussion: HelpText.discussion(
            examples:
                "scoreline models rollback penguins --wait 60",
            "scoreline models rollback penguins --to 3"))

    @Argument(help: "The model.", completion: ModelCompletion.kind)
    var model: String

    @Option(help: ArgumentHelp("The version to make live.", valueName: "version"))
    var to: String?

    @Option(help: ArgumentHelp("Wait until all workers serve it; end with 1 when one refuses.", valueName: "seconds"))
    var wait: String?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: ConnectionOptions

    func perform() throws {
        let settings = try options.settings(["to": to, "wait": wait, "json": json.asSetting])
        let keys = try settings.keyspace.model(model)
        let version = try settings.value(.optionalInteger("to", in: 1...Int.max))
        let limit = try settings.value(.optionalSeconds("wait", in: 0...604_800))
        let isJSON = try settings.isOn("json")
        var connection = try settings.connect(for: keys)
        let deed: Steering.Deed<ModelPointer>
        do {
            deed = try Steering(keys, by: .caller()).rollBack(to: version, &connection)
        } catch let error as RegistryError where error.kind == .noModel {
            throw UnknownModel.failure(keys, &connection)
        }
        let pointer = deed.warned()
        try StandardOutput.write(
            isJSON
                ? JSONValue.object([
                    .init("version", .integer(pointer.version)), .init("generation", .integer(pointer.generation)),
                    deed.changesMember,
                ]).line
                : "\(model) version \(pointer.version) is live\n")
        guard let limit else { return }
        let wait = FollowWait(keys, version: pointer.version, limit: limit, showsProgress: !isJSON)
        try wait.report(try wait.run(&connection), isJSON: isJSON)
    }
}
