/// The keys of one model. `docs/protocol.md` says what each holds.
package struct ModelKeys: Sendable, Equatable {
    /// The model's name.
    package let name: String
    package let keyspace: Keyspace
    private let root: String

    /// `name` must satisfy `Keyspace.isName`.
    init(name: String, in keyspace: Keyspace) {
        self.name = name
        self.keyspace = keyspace
        root = "\(keyspace.prefix):{\(name)}:"
    }

    /// Matches every key of the model, in `SCAN` and in access rules: no character of a key is special there.
    package var pattern: String { root + "*" }

    package var jobs: String { root + "jobs" }
    package var handoff: String { root + "handoff" }
    package var results: String { root + "results" }
    /// `name` must satisfy `Keyspace.isName`.
    package func reply(_ name: String) -> String { root + "reply:" + name }

    package func claim(_ claimID: String) -> String { root + "claim:" + claimID }
    package var claims: String { root + "claims" }
    package var leases: String { root + "leases" }
    package var suspects: String { root + "suspects" }
    package func done(lane: String) -> String { root + "done:" + lane }
    package var dead: String { root + "dead" }

    package var predictions: String { root + "predictions" }

    package var model: String { root + "model" }
    package func version(_ number: Int) -> String { root + "model:\(number)" }
    package var models: String { root + "models" }
    package func upload(_ random: String) -> String { root + "upload:" + random }
    package var events: String { root + "events" }

    package func worker(_ id: String) -> String { root + "worker:" + id }
    package var workers: String { root + "workers" }
    package func drain(_ id: String) -> String { root + "drain:" + id }
    /// `start` is that of the window, in seconds of Redis' clock.
    package func drift(window start: Int) -> String { driftPrefix + "\(start)" }
    package var driftPrefix: String { root + "drift:" }
    package var stats: String { root + "stats" }
    package var paused: String { root + "paused" }
    package var audit: String { root + "audit" }
    /// Samples of the queue, one for each step of so many seconds.
    package func history(_ seconds: Int) -> String { root + "history:\(seconds)" }
}
