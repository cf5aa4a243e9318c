import Foundation
package import Keyspace
package import Redis
import Synchronization
import TestSupport

/// Producers, consumers and a witness of the claims, each on a thread and connection of its own.
package final class Load: Sendable {
    static let producers = 3
    private static let chunk = 50
    /// Unanswered jobs at which nobody pushes by itself.
    private static let window = 400

    package let keys: ModelKeys
    private let configuration: RedisConfiguration
    private let oracle: Oracle
    /// How many must have a push before it counts.
    private let replicas: Int
    private let ledger = Mutex(Ledger(producers: producers))
    /// Jobs that were ordered and that no producer has taken up.
    private let ordered = Atomic<Int>(0)
    private let isTrickling = Atomic<Bool>(true)
    private let producersEnd = Atomic<Bool>(false)
    private let allEnd = Atomic<Bool>(false)
    private let runningProducers = Atomic<Int>(0)
    private let running = Atomic<Int>(0)
    /// Claims that workers may have given back: each can begin a new row of numbers within a claim.
    private let releases = Atomic<Int>(0)

    /// A push counts as soon as `confirmingReplicas` replicas have it.
    package init(_ configuration: RedisConfiguration, keys: ModelKeys, oracle: Oracle, confirmingReplicas: Int = 0) {
        var configuration = configuration
        configuration.commandTimeout = .seconds(20)
        self.configuration = configuration
        self.keys = keys
        replicas = confirmingReplicas
        self.oracle = oracle
        for producer in 0..<Self.producers {
            runningProducers.add(1, ordering: .relaxed)
            start { load in
                load.produce(producer)
                load.runningProducers.subtract(1, ordering: .releasing)
            }
        }
        for (consumer, list) in ["results", "results", "reply:a", "reply:b"].enumerated() {
            start { $0.consume(list, consumer) }
        }
        start { $0.watch() }
    }

    private func start(_ body: @escaping @Sendable (Load) -> Void) {
        running.add(1, ordering: .relaxed)
        Thread { [self] in
            body(self)
            running.subtract(1, ordering: .releasing)
        }.start()
    }

    // MARK: Steering

    package var report: Ledger { ledger.withLock { $0 } }
    package var answered: Int { ledger.withLock { $0.answered } }
    package var pushed: Int { ledger.withLock { $0.pushed } }

    /// Lets producers push so many jobs as fast as they can, beside what trickles in.
    package func order(_ jobs: Int) { ordered.add(jobs, ordering: .releasing) }

    package var hasOrders: Bool { ordered.load(ordering: .acquiring) > 0 }

    package func report(_ invariant: Invariant, _ text: String) { ledger.withLock { $0.report(invariant, text) } }

    package func noteReleases(_ count: Int) { releases.add(count, ordering: .releasing) }

    /// Pushes a job that only faults use.
    package func push(_ special: Ledger.Special, _ connection: inout PatientConnection) throws {
        let (producer, number) = ledger.withLock { ($0.faultProducer, $0.announce(special)) }
        let job = JobName(producer: producer, number: number)
        try push([JobTemplates.payload(job, special)], of: producer, upTo: number + 1, &connection)
    }

    /// Returns when all orders are pushed, and no producer has anything under way.
    package func endProduction() throws {
        producersEnd.store(true, ordering: .releasing)
        try eventually("producers end", within: .seconds(200)) { runningProducers.load(ordering: .acquiring) == 0 }
    }

    package func end() throws {
        producersEnd.store(true, ordering: .releasing)
        allEnd.store(true, ordering: .releasing)
        try eventually("the load ends", within: .seconds(200)) { running.load(ordering: .acquiring) == 0 }
    }

    // MARK: Threads

    private func connection() -> PatientConnection {
        PatientConnection(configuration) { [self] in allEnd.load(ordering: .acquiring) }
    }

    private func produce(_ producer: Int) {
        var connection = connection()
        var next = 0
        while !allEnd.load(ordering: .acquiring), !producersEnd.load(ordering: .acquiring) || hasOrders {
            let count = takeOrder()
            guard count > 0 else {
                pause(for: .milliseconds(2))
                continue
            }
            let jobs = (next..<next + count).map { JobTemplates.payload(JobName(producer: producer, number: $0)) }
            next += count
            do { try push(jobs, of: producer, upTo: next, &connection) } catch {
                return report(.effect, "producer \(producer) can't push: \(error)")
            }
        }
    }

    private func takeOrder() -> Int {
        let wanted = ordered.load(ordering: .acquiring)
        if wanted > 0 {
            let count = min(wanted, Self.chunk)
            return ordered.compareExchange(
                expected: wanted, desired: wanted - count, ordering: .acquiringAndReleasing
            ).exchanged ? count : 0
        }
        let open = ledger.withLock { $0.pushed - $0.answered }
        guard isTrickling.load(ordering: .acquiring), open < Self.window else { return 0 }
        pause(for: .milliseconds(20))
        return 4
    }

    /// Exactly once, however often it is repeated or delayed: `upTo` rises from push to push. A repetition writes too, so
    /// that WAIT after it waits for what the first wrote. A failover that loses the jobs loses their mark with them.
    private func push(
        _ jobs: [String], of producer: Int, upTo: Int, _ connection: inout PatientConnection
    ) throws {
        var command = RedisCommand("EVAL", Self.pushScript, "2", keys.jobs, "chaos:{\(keys.name)}:pushed:\(producer)")
        command.append(upTo)
        for job in jobs { command.append(job) }
        _ = try connection.call(command, confirmedBy: replicas)
        ledger.withLock { $0.acknowledge(upTo, of: producer) }
    }

    private static let pushScript = """
        local last = redis.call('GET', KEYS[2]) or '0'
        if tonumber(last) >= tonumber(ARGV[1]) then
            redis.call('SET', KEYS[2], last)
            return 0
        end
        redis.call('RPUSH', KEYS[1], unpack(ARGV, 2))
        redis.call('SET', KEYS[2], ARGV[1])
        return 1
        """

    private func consume(_ list: String, _ consumer: Int) {
        var connection = connection()
        let key = list == "results" ? keys.results : keys.reply(String(list.dropFirst("reply:".count)))
        let box = "chaos:{\(keys.name)}:box:\(consumer)"
        var token = 1
        while !allEnd.load(ordering: .acquiring) {
            do {
                let command = RedisCommand("EVAL", Self.takeScript, "3", key, box, box + ":token", "\(token)", "500")
                let results = try connection.call(command).texts()
                if results.isEmpty { pause(for: .milliseconds(5)) } else { token += 1 }
                for result in results { note(result, in: list) }
            } catch {
                if allEnd.load(ordering: .acquiring) { return }
                return report(.effect, "consumer \(consumer) can't take results: \(error)")
            }
        }
    }

    private func note(_ result: String, in list: String) {
        let answer = oracle.answer(result) { job in
            ledger.withLock { $0.faultProducer == job.producer && $0.special(job.number) == .large }
        }
        ledger.withLock { ledger in
            if let answer {
                ledger.note(answer, in: list)
            } else {
                ledger.report(.nothingInvented, "a result in \(list) names no job: \(result.prefix(300))")
            }
        }
    }

    /// Asking again with the same token gives the same results: a lost reply loses none.
    private static let takeScript = """
        #!lua flags=allow-oom
        local last, token = tonumber(redis.call('GET', KEYS[3]) or '0'), tonumber(ARGV[1])
        if token < last then return {} end
        if token > last then
            if redis.call('LLEN', KEYS[1]) == 0 then return {} end
            redis.call('DEL', KEYS[2])
            for _ = 1, ARGV[2] do
                if not redis.call('LMOVE', KEYS[1], KEYS[2], 'LEFT', 'RIGHT') then break end
            end
            redis.call('SET', KEYS[3], ARGV[1])
        end
        return redis.call('LRANGE', KEYS[2], 0, -1)
        """

    // MARK: The witness

    /// Looks at each claim of first deliveries once, if it sees it at all.
    private func watch() {
        var connection = connection()
        var seen: Set<String> = []
        while !allEnd.load(ordering: .acquiring) {
            do {
                // What a released claim adds to the disorder was noted before the worker was stopped.
                for (claim, fields) in try connection.call(RedisCommand("HGETALL", keys.claims)).pairs()
                where fields.hasPrefix("0 ") && seen.insert(claim).inserted {
                    inspect(try connection.call(RedisCommand("LRANGE", keys.claim(claim), "0", "-1")).texts(), claim)
                }
            } catch {
                if !allEnd.load(ordering: .acquiring) { report(.effect, "the witness can't look: \(error)") }
            }
            pause(for: .milliseconds(10))
        }
    }

    private func inspect(_ payloads: [String], _ claim: String) {
        let start = #"{"id": ""#.utf8.count
        let jobs = payloads.compactMap { JobName(id: $0.dropFirst(start).prefix { $0 != "\"" }) }
        let allowed = releases.load(ordering: .acquiring)
        let descents = ClaimOrder.descents(jobs)
        if descents > allowed {
            report(.order, "claim \(claim) goes back \(descents) times, and \(allowed) claims can have been given back")
        }
    }
}

/// The order of first deliveries.
package enum ClaimOrder {
    /// The most times that the numbers of one producer fall within a claim. A claim that was given back goes to the head as
    /// a whole, so that each can add one.
    package static func descents(_ jobs: [JobName]) -> Int {
        var last: [Int: Int] = [:]
        var falls: [Int: Int] = [:]
        for job in jobs {
            if let before = last[job.producer], before > job.number { falls[job.producer, default: 0] += 1 }
            last[job.producer] = job.number
        }
        return falls.values.max() ?? 0
    }
}
