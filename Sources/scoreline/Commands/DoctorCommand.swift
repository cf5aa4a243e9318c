import ArgumentParser
import JSONBytes
import Keyspace
import Redis
import Settings

struct DoctorCommand: Operation {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check Redis and what models have in it, and say how to mend what is wrong.",
        discussion: HelpText.discussion(
            """
            Looks at Redis' version, persistence, eviction, memory, replication, latency, clock and the permissions of this \
            user; for each model at its live version, workers, queues, claims and stray keys. Changes no job, result or model. Ends with 1 \
            when something is a problem; warnings alone end with 0, a Redis that can't be reached with 3.
            """,
            examples:
                "scoreline doctor",
            "scoreline doctor penguins --redis rediss://redis.example.org"))

    @Argument(help: "The models; without one all that have keys.", completion: ModelCompletion.kind)
    var models: [String] = []

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: ConnectionOptions

    func perform() throws {
        let settings = try options.settings(["json": json.asSetting])
        let isJSON = try settings.isOn("json")
        let keyspace = try settings.keyspace
        let named = try models.map { try keyspace.model($0) }
        let redis = try settings.redis
        let diagnosis = Diagnosis(server: redis.description, findings: try findings(named, keyspace, redis))
        try StandardOutput.write(isJSON ? diagnosis.json.line : diagnosis.text)
        guard diagnosis.count(.problem) == 0 else { throw ProgramFailure(.workFailed, diagnosis.summary) }
    }

    /// Of each server, in a cluster of every primary, and of the models whose keys it has.
    private func findings(
        _ named: [ModelKeys], _ keyspace: Keyspace, _ redis: RedisConfiguration
    ) throws -> [Finding] {
        let servers = try RedisConnection.primaries(of: redis)
        var findings: [Finding] = []
        var missing = Set(named.map(\.name))
        for server in servers {
            var connection = try RedisConnection.open(server, waitingFor: .seconds(10))
            let inventory = try KeyInventory.read(keyspace, only: named.map(\.name), &connection)
            var names = inventory.value?.models.sorted() ?? []
            // What can't be looked through may still be asked for.
            if servers.count == 1, !named.isEmpty { names = named.map(\.name) }
            missing.subtract(names)
            let facts = try ServerProbe.read(keyspace.model(names.first ?? "any"), &connection)
            let ofServer = ServerRules.findings(facts) + [Self.keys(inventory, keyspace)]
            findings += servers.count == 1 ? ofServer : ofServer.map { $0.at(server.description) }
            for name in names {
                let strays = inventory.value.map { $0.strays[name] ?? [] }
                findings += ModelRules.findings(try ModelProbe.read(keyspace.model(name), strays: strays, &connection))
            }
        }
        for keys in named where missing.contains(keys.name) {
            var redis = redis
            redis.slotKey = keys.jobs
            var connection = try RedisConnection.open(redis, waitingFor: .seconds(10))
            findings += ModelRules.findings(try ModelProbe.read(keys, strays: [], &connection))
        }
        return findings
    }

    private static func keys(_ inventory: Fact<KeyInventory>, _ keyspace: Keyspace) -> Finding {
        switch inventory {
        case .unknown(let gap): return .unknown("keys", gap)
        case .known(let inventory):
            let found = "looked at \(inventory.keys) keys under \(keyspace.prefix)"
            guard !inventory.isComplete else { return .ok("keys", found) }
            return .warning(
                "keys", found + ", not at all", why: "models and stray keys may be among the others",
                mend: "name the models: scoreline doctor MODEL")
        }
    }
}
