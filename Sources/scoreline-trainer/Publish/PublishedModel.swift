import JSONBytes
import ModelPublishing
import Settings

/// What became of a model that was to be published, for people and for programs.
struct PublishedModel {
    let name: String
    let publication: Publication
    /// What applications notice of it.
    let changes: JSONValue.Member
    /// Nil when nothing was waited for.
    let rollout: Rollout?

    var text: String { publication.text(name) + (rollout?.text ?? "") }

    /// Members of the command's document.
    var json: [JSONValue.Member] {
        var members = publication.json.filter { $0.name != "sha256" }
        if publication.pointer == nil { members.append(.init("version", .null)) }
        members.append(changes)
        if let rollout { members.append(.init("rollout", rollout.json)) }
        return members
    }

    /// Nil after a good end.
    var failure: ProgramFailure? { rollout?.failure }
}
