import JobQueue
import Steering

/// What a form asks for, checked: nothing of it is taken as it came.
enum ActForm: Sendable {
    case pause, resume
    case retryDead(DeadChoice)
    case discardDead(DeadChoice)
    case drain(worker: String)
    case publish(MultipartForm.File, generation: Int?)
    case promote(version: Int?)
    case rollback(version: Int?, generation: Int?)

    /// Throws `malformed` for a form that no page of ours has.
    init(_ act: Act, _ fields: FormFields, _ file: MultipartForm.File?) throws(ReadError) {
        guard !fields.isCut else {
            throw .malformed("The form has more than \(FormFields.most) fields; send it in parts.")
        }
        switch act {
        case .pause: self = .pause
        case .resume: self = .resume
        case .retryDead: self = .retryDead(try Self.choice(fields))
        case .discardDead: self = .discardDead(try Self.choice(fields))
        case .drain:
            guard let worker = fields["worker"], !worker.isEmpty else { throw .malformed("No worker is named.") }
            self = .drain(worker: worker)
        case .publish:
            guard let file, !file.bytes.isEmpty else {
                throw .malformed("No model file came with the form: choose one and try again.")
            }
            self = .publish(file, generation: try Self.number("generation", fields))
        case .promote: self = .promote(version: try Self.number("version", fields))
        case .rollback:
            self = .rollback(
                version: try Self.number("version", fields), generation: try Self.number("generation", fields))
        }
    }

    /// `entry`, as often as there are entries, or `all` of those with `reason` and `job`.
    private static func choice(_ fields: FormFields) throws(ReadError) -> DeadChoice {
        let named = fields.all("entry")
        guard named.isEmpty else {
            var ids: [DeadEntryID] = []
            for text in named {
                guard let id = DeadEntryID(text) else { throw .malformed("\(text.prefix(40)) is no dead letter's id.") }
                ids.append(id)
            }
            return .entries(ids)
        }
        guard fields["all"] == "yes" else {
            throw .malformed("No dead letter is selected: tick some, or choose all of them.")
        }
        return .matching(DeadFilter(reason: fields["reason"] ?? "", job: fields["job"] ?? ""))
    }

    private static func number(_ name: String, _ fields: FormFields) throws(ReadError) -> Int? {
        guard let text = fields[name], !text.isEmpty else { return nil }
        guard let number = Int(text), number >= 0 else {
            throw .malformed("\(name) must be a whole number; found \(text.prefix(40)).")
        }
        return number
    }

    /// What a confirmation asks, as a sentence; the model is named beside it.
    var question: String {
        switch self {
        case .discardDead(.entries(let ids)) where ids.count == 1: "Remove the dead letter \(ids[0].text) for good?"
        case .discardDead(.entries(let ids)): "Remove \(ids.count) dead letters for good?"
        case .discardDead(.matching(let filter)): "Remove all dead letters\(Self.condition(filter)) for good?"
        case .rollback(let version?, _): "Make version \(version) live again?"
        case .rollback(nil, _): "Make the version before live again?"
        case .pause, .resume, .retryDead, .drain, .publish, .promote: ""
        }
    }

    private static func condition(_ filter: DeadFilter) -> String {
        let parts = [("reason", filter.reason), ("job id", filter.job)].filter { !$0.1.isEmpty }
        return parts.isEmpty ? "" : " whose " + parts.map { "\($0.0) contains “\($0.1)”" }.joined(separator: " and ")
    }

    /// What follows from it.
    var consequence: String {
        switch self {
        case .discardDead: "Their jobs are lost, unless you have them elsewhere. Nothing brings them back."
        case .rollback: "Every worker changes to it within seconds. Jobs that name another version are refused then."
        case .pause, .resume, .retryDead, .drain, .publish, .promote: ""
        }
    }
}
