import Testing

@testable import Keyspace

@Suite struct KeyspaceTests {
    @Test("Every key of a model has the braces of its hash slot, and the names of the protocol")
    func names() throws {
        let keys = try Keyspace(prefix: "a:b").model("m.1")
        let root = "a:b:{m.1}:"
        #expect(
            [
                keys.jobs, keys.handoff, keys.results, keys.reply("r"), keys.claim("c:1"), keys.claims, keys.leases,
                keys.suspects, keys.done(lane: "l"), keys.dead, keys.model, keys.version(7), keys.models,
                keys.upload("u"),
                keys.events, keys.worker("w"), keys.workers, keys.stats, keys.paused, keys.drain("w"),
                keys.audit, keys.pattern,
            ]
                == [
                    "jobs", "handoff", "results", "reply:r", "claim:c:1", "claims", "leases", "suspects", "done:l",
                    "dead",
                    "model", "model:7", "models", "upload:u", "events", "worker:w", "workers", "stats", "paused",
                    "drain:w", "audit", "*",
                ].map { root + $0 })
    }

    @Test(
        "A prefix or model name that could leave its hash slot, or that is too long, is refused",
        arguments: ["", "{}", "a{b", "a b", "a*", "é", "a/b", String(repeating: "a", count: 65)])
    func refused(name: String) throws {
        #expect(throws: NameError.self) { try Keyspace(prefix: name) }
        #expect(throws: NameError.self) { try Keyspace().model(name) }
        #expect(!Keyspace.isName(name))
    }

    @Test("A colon may stand in a prefix, not in a model's name")
    func colon() throws {
        #expect(try Keyspace(prefix: "team:one").prefix == "team:one")
        #expect(throws: NameError.self) { try Keyspace().model("team:one") }
    }

    @Test("The model of a key is found again; keys of others are not taken for ours")
    func modelOfKey() throws {
        let keyspace = try Keyspace(prefix: "p")
        #expect(keyspace.model(ofKey: try keyspace.model("x").jobs) == (try keyspace.model("x")))
        for key in ["q:{x}:jobs", "p:x:jobs", "p:{x", "p:{}:jobs", "p:{a b}:jobs"] {
            #expect(keyspace.model(ofKey: key) == nil)
        }
    }
}
