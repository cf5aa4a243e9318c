import ModelRegistry
import Redis

/// What one check of `scoreline doctor` came to.
struct Finding: Sendable, Equatable {
    enum Severity: String, Sendable, Equatable {
        case ok
        /// Nothing is lost or stuck by it yet, or it could not be checked.
        case warning
        /// Jobs are lost, or stay unanswered, by it or by what comes next.
        case problem
    }

    let severity: Severity
    /// What was looked at, in one word that does not change.
    let check: String
    /// Nil for what concerns the whole server.
    let model: String?
    let found: String
    /// Why it matters; nil when all is well.
    let why: String?
    /// The command that mends it, or what else to do; nil when all is well.
    let mend: String?

    static func ok(_ check: String, model: String? = nil, _ found: String) -> Finding {
        Finding(severity: .ok, check: check, model: model, found: found, why: nil, mend: nil)
    }

    static func warning(
        _ check: String, model: String? = nil, _ found: String, why: String, mend: String
    ) -> Finding {
        Finding(severity: .warning, check: check, model: model, found: found, why: why, mend: mend)
    }

    static func problem(
        _ check: String, model: String? = nil, _ found: String, why: String, mend: String
    ) -> Finding {
        Finding(severity: .problem, check: check, model: model, found: found, why: why, mend: mend)
    }

    /// The same of one server of several.
    func at(_ server: String) -> Finding {
        Finding(severity: severity, check: check, model: model, found: "\(server): \(found)", why: why, mend: mend)
    }

    /// `subject` is what could not be looked at, where `check` does not say it.
    static func unknown(_ check: String, model: String? = nil, _ gap: Gap, of subject: String? = nil) -> Finding {
        let start = (subject.map { $0 + " " } ?? "") + "could not be checked"
        switch gap {
        case .permission(let rule):
            let rules = rule.split(separator: " ").map { ShellWord.quoted(String($0)) }.joined(separator: " ")
            return .warning(
                check, model: model, "\(start): needs \(rule)", why: "what is not looked at may be wrong",
                mend: "run it as an operator (docs/security.md), or: redis-cli ACL SETUSER USER \(rules)")
        case .refusal(let message):
            return .warning(
                check, model: model, "\(start): \(message)", why: "what is not looked at may be wrong",
                mend: "allow this command on the server, or look at it by its own tools")
        case .damage(let message):
            return .problem(
                check, model: model, message, why: "keys of Scoreline hold what Scoreline did not write",
                mend: "find out who else writes there (docs/security.md), then remove or restore the key")
        }
    }
}

/// Why something is not known.
enum Gap: Sendable, Equatable {
    /// The user lacks this rule of an access list.
    case permission(String)
    /// What the server says instead of an answer.
    case refusal(String)
    /// What is wrong with the keys that were read.
    case damage(String)

    /// Throws what is no answer of the server: the connection is over.
    init(_ error: RedisError, needing rule: String) throws(RedisError) {
        switch error.kind {
        case .server(code: "NOPERM"): self = .permission(rule)
        case .server(code: "WRONGTYPE"): self = .damage(error.description)
        case .server: self = .refusal(error.description)
        default: throw error
        }
    }

    init(_ error: RegistryError, needing rule: String) throws(RedisError) {
        if case .redis(let cause) = error.kind {
            self = try Gap(cause, needing: rule)
        } else {
            self = .damage(error.description)
        }
    }
}

/// What could be found out.
enum Fact<Value: Sendable & Equatable>: Sendable, Equatable {
    case known(Value)
    case unknown(Gap)

    var value: Value? { if case .known(let value) = self { value } else { nil } }
}
