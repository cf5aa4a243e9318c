import ArgumentParser
import Keyspace
import ModelFile
import ModelPublishing
import ModelRegistry
import Redis
import Settings

struct ModelsPromoteCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "promote", abstract: "Copy a version from another Redis, and make it the live one here.",
        discussion: "Does nothing when the same bytes are live already. The source is only read.")

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
        let origin = try ModelSource(configuration, keyspace.model(model), version: wanted)
        var connection = try settings.connect(for: keys)
        let publication = try promote(origin, as: keys, publisher, showsProgress: !isJSON, &connection)
        let report = PublicationReport(model, isJSON: isJSON)
        try report.show(publication, fromVersion: origin.version)
        try report.show(publisher.follow(publication, of: keys, showsProgress: !isJSON, &connection))
    }
}

extension ModelsPromoteCommand {
    private func promote(
        _ origin: ModelSource, as keys: ModelKeys, _ publisher: Publisher, showsProgress: Bool,
        _ connection: inout RedisConnection
    ) throws -> Publication {
        let registry = ModelRegistry(keys: keys)
        if let live = try registry.pointer(&connection), live.sha256 == origin.sha256 { return .live(live) }
        let bytes = try origin.fetch(showsProgress: showsProgress)
        do { _ = try Gate.admit(bytes) } catch {
            throw ProgramFailure(.workFailed, "\(origin) is refused and was not published: \(error)")
        }
        let publication = try publisher.publish(
            bytes, as: keys, how: .promote, showsProgress: showsProgress, &connection)
        guard case .published(let pointer) = publication else { return publication }
        // What workers are about to fetch.
        _ = try registry.fetch(pointer.version, sha256: origin.sha256, limit: ModelSource.sizeLimit, &connection)
        return publication
    }
}
