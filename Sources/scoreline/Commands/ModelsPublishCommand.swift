import ArgumentParser
import Files
import JSONBytes
import Keyspace
import ModelFile
import ModelRegistry
import Redis
import ScoringModel
import Settings

struct ModelsPublishCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "publish", abstract: "Check a model file as workers do, and make it the live version.")

    @Argument(help: "The model to publish it as.")
    var model: String

    @Argument(help: "The model file.")
    var file: String

    @Option(help: ArgumentHelp("Wait until all workers serve it; end with 1 when one refuses.", valueName: "seconds"))
    var wait: String?

    @Flag(help: "Publish only when the model has no version yet; otherwise say so and succeed.")
    var ifAbsent = false

    @Option(help: ArgumentHelp("Publish only at this generation, 0 being none yet.", valueName: "n"))
    var ifGeneration: String?

    @Flag(help: "With --wait: make the version before live again when a worker refuses this one.")
    var rollbackOnRefusal = false

    @Option(help: ArgumentHelp("Versions to keep, beside the live and the previous one. Default 10.", valueName: "n"))
    var keepVersions: String?

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: ConnectionOptions

    func perform() throws {
        let settings = try options.settings([
            "wait": wait, "if-absent": ifAbsent.asSetting, "if-generation": ifGeneration, "keep-versions": keepVersions,
            "rollback-on-refusal": rollbackOnRefusal.asSetting, "json": json.asSetting,
        ])
        let keys = try settings.keyspace.model(model)
        let condition = try condition(settings)
        let kept = try settings.value(.integer("keep-versions", default: 10, in: 1...10_000))
        let limit = try settings.value(.optionalSeconds("wait", in: 0...604_800))
        let rollsBack = try settings.isOn("rollback-on-refusal")
        guard limit != nil || !rollsBack else {
            throw SettingsError("rollback-on-refusal: it takes --wait SECONDS to hear of a refusal")
        }
        let isJSON = try settings.isOn("json")
        let bytes = try FileBytes.read(file, limit: 512 << 20)
        do { _ = try Gate.admit(bytes) } catch {
            throw ProgramFailure(.workFailed, "\(file) is refused and was not published: \(error)")
        }
        var connection = try settings.connect(for: keys)
        let registry = ModelRegistry(keys: keys)
        guard let pointer = try publish(bytes, registry, condition, isJSON, &connection) else { return }
        _ = try registry.persist(for: .seconds(30), &connection) { connection throws(RegistryError) in
            try registry.prune(keeping: kept, &connection)
        }
        try StandardOutput.write(isJSON ? Self.json(pointer) : "\(model) version \(pointer.version) is published\n")
        guard let limit else { return }
        let wait = FollowWait(keys, version: pointer.version, limit: limit)
        let check = try wait.run(&connection)
        if case .refused(_, _, let reason) = check, rollsBack, pointer.previous != nil {
            let back = try registry.rollback(to: pointer.previous, by: Caller.name, &connection)
            if isJSON { try StandardOutput.write(wait.json(check).line) }
            throw ProgramFailure(
                .workFailed,
                "version \(pointer.version) of \(model) is REFUSED, version \(back.version) is live again: \(reason)")
        }
        try wait.report(check, isJSON: isJSON)
    }

    /// Nil when there was a version already and that was good enough.
    private func publish(
        _ bytes: [UInt8], _ registry: ModelRegistry, _ condition: PublishCondition, _ isJSON: Bool,
        _ connection: inout RedisConnection
    ) throws -> ModelPointer? {
        let failure: RegistryError
        do throws(RegistryError) {
            return try registry.publish(
                bytes, by: Caller.name, condition: condition, persistingFor: .seconds(30), &connection)
        } catch {
            failure = error
        }
        guard failure.kind == .alreadyPresent else { throw failure }
        try StandardOutput.write(isJSON ? "{\"published\":false}\n" : "\(failure)\n")
        return nil
    }

    private func condition(_ settings: CommandSettings) throws -> PublishCondition {
        let generation = try settings.value(.optionalInteger("if-generation", in: 0...Int.max))
        guard try settings.isOn("if-absent") else { return generation.map { .ifGeneration($0) } ?? .none }
        guard generation == nil else { throw SettingsError("--if-absent and --if-generation exclude each other") }
        return .ifAbsent
    }

    private static func json(_ pointer: ModelPointer) -> String {
        JSONValue.object([
            .init("published", .boolean(true)), .init("version", .integer(pointer.version)),
            .init("generation", .integer(pointer.generation)), .init("sha256", .string(pointer.sha256)),
        ]).line
    }
}
