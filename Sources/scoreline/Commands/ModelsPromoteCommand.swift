import ArgumentParser
import Keyspace
import ModelPublishing
import Settings
import Steering

struct ModelsPromoteCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "promote", abstract: "Copy a version from another Redis, and make it the live one here.",
        discussion: HelpText.discussion(
            "Does nothing when the same bytes are live already. The source is only read.",
            examples:
                "scoreline models promote penguins --from redis://staging:6379 --wait 60"))

    @Argument(help: "The model, here and there.", completion: ModelCompletion.kind)
    var model: String

    @Option(help: ArgumentHelp("The version to copy; without it the one that is live there.", valueName: "n"))
    var version: String?

    @OptionGroup var source: SourceOptions

    @OptionGroup var publishing: PublishOptions

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: ConnectionOptions

    func perform() throws {
        let settings = try options.settings(
            source.flags.merging(publishing.flags) { $1 }.merging(["version": version, "json": json.asSetting]) { $1 })
        let keys = try settings.keyspace.model(model)
        let publisher = try settings.publisher
        let wanted = try settings.value(.optionalInteger("version", in: 1...Int.max))
        let isJSON = try settings.isOn("json")
        guard let (configuration, keyspace) = try settings.source else {
            throw SettingsError("--from is missing: the URL of the Redis to copy from; see --help")
        }
        var connection = try settings.connect(for: keys)
        let steering = Steering(keys, by: .caller())
        let deed = try steering.promote(wanted, with: publisher, showsProgress: !isJSON, &connection) {
            try ModelSource(configuration, keyspace.model(model), version: wanted)
        }
        let (publication, origin) = deed.warned()
        let report = PublicationReport(model, isJSON: isJSON)
        try report.show(publication, changes: deed.changesMember, fromVersion: origin)
        try report.show(steering.follow(publication, with: publisher, showsProgress: !isJSON, &connection))
    }
}
