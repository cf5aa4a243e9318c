import JSONBytes
import ModelPublishing
import Settings

/// What a command that publishes prints: a line about the version, another one about the workers.
struct PublicationReport {
    private let model: String
    private let isJSON: Bool

    init(_ model: String, isJSON: Bool) {
        self.model = model
        self.isJSON = isJSON
    }

    /// `fromVersion` is its number where it was copied from.
    func show(_ publication: Publication, changes: JSONValue.Member, fromVersion: Int? = nil) throws {
        guard isJSON else { return try StandardOutput.write(publication.text(model)) }
        var members = publication.json + [changes]
        if let fromVersion { members.append(.init("from_version", .integer(fromVersion))) }
        try StandardOutput.write(JSONValue.object(members).line)
    }

    /// Throws a bad end, after its JSON was printed. Nothing was waited for without a rollout.
    func show(_ rollout: Rollout?) throws {
        guard let rollout else { return }
        if isJSON { try StandardOutput.write(rollout.json.line) }
        if let failure = rollout.failure { throw failure }
        if !isJSON { try StandardOutput.write(rollout.text) }
    }
}
