import Keyspace
import Redis
import TestSupport

extension Scene {
    /// What a run may leave.
    package struct Expectations: Sendable {
        /// Workers die, or can't beat: their jobs are delivered again.
        package var mayRedeliver = false
        /// Innocent jobs that may have met three deaths.
        package var buriedInnocents = 0
        /// Redis itself may lose acknowledged writes: then only what it lost is counted.
        package var mayLoseWrites = false
        /// Pushes too: jobs without an answer are counted, and the counters tell nothing.
        package var mayLosePushes = false

        package init() {}
    }

    /// Lets everything end, stops everybody, and looks at what is left.
    ///
    /// `patience` is how long the last answer may take.
    package func finish(_ expected: Expectations, patience: Duration = .seconds(120)) throws -> Verdict {
        try load.endProduction()
        let isAnswered = reached("every job is answered", within: patience) { load.report.unanswered == 0 }
        if !isAnswered, !expected.mayLosePushes {
            load.report(.nothingLost, "\(load.report.unanswered) jobs have no answer; \(try situation())")
        }
        // A commit ends its claim; only those of the dead and of the cut off wait for a sweep.
        if isAnswered, !expected.mayRedeliver, !expected.mayLoseWrites,
            !reached("claims end with their answers", within: .seconds(2), { try workKeys().isEmpty })
        {
            load.report(.keys, "with the last answer: \(try workKeys().joined(separator: " "))")
        }
        if !reached("no claim is left", within: patience / 2, { try workKeys().isEmpty }) {
            load.report(.keys, "after all answers: \(try workKeys().joined(separator: " ")); \(try situation())")
        }
        try stopWorkers()
        // Whoever answered twice did it by now.
        _ = reached("all results are taken", within: .seconds(30)) { try results() == 0 }
        pause(for: .milliseconds(50))
        try load.end()
        try checkKeys()
        if !expected.mayLosePushes { try checkCounters(expected) }
        let ledger = load.report
        var verdict = Verdict()
        verdict.jobs = ledger.pushed
        verdict.lost = ledger.unanswered
        verdict.duplicated = ledger.duplicated
        verdict.violations = ledger.violations.filter {
            !(expected.mayLoseWrites && $0.invariant == .answeredOnce
                || expected.mayLosePushes && $0.invariant == .nothingLost)
        }
        verdict.log = log
        return verdict
    }

    private func reached(_ what: String, within limit: Duration, _ condition: () throws -> Bool) -> Bool {
        do {
            try eventually(what, within: limit, condition)
            return true
        } catch {
            note("\(error)")
            return false
        }
    }

    private func stopWorkers() throws {
        try supervise()
        for worker in workers {
            switch worker.fate {
            case .lives where worker.process.isRunning: try stop(worker)
            case .lives:
                let status = try worker.process.wait()
                load.report(.workers, "a worker ended with \(status) by itself: \(worker.process.errors.suffix(600))")
            case .frozen, .spared: preconditionFailure("a worker is still \(worker.fate)")
            case .dies, .stopped: break
            }
        }
    }

    /// Keys that exist only while there is work.
    private func workKeys() throws -> [String] {
        let mortal = [keys.jobs, keys.handoff, keys.suspects, keys.claims, keys.leases]
        let found = try modelKeys()
        return found.filter { mortal.contains($0) || $0.hasPrefix(keys.claim("")) }
    }

    private func modelKeys() throws -> [String] {
        try connection.call(RedisCommand("KEYS", "scoreline:*")).texts().sorted()
    }

    private func results() throws -> Int {
        try [keys.results, keys.reply("a"), keys.reply("b")].reduce(0) { sum, key in
            sum + (try connection.call(RedisCommand("LLEN", key)).integer())
        }
    }

    private func checkKeys() throws {
        let lasting = [keys.model, keys.models, keys.stats, keys.dead] + [10, 60, 600].map(keys.history)
        for key in try modelKeys() where !lasting.contains(key) && !key.hasPrefix(keys.model + ":") {
            let life = try connection.call(RedisCommand("TTL", key)).integer()
            // Fences, records of killed workers, uploads that were cut off and counts for drift expire by themselves.
            let mayExpire = [keys.done(lane: ""), keys.worker(""), keys.upload(""), keys.driftPrefix]
                .contains { key.hasPrefix($0) }
            if key == keys.workers {
                try checkRecords()
                continue
            }
            if life == -1 || (!mayExpire && life != -2) {
                load.report(.keys, "\(key) is left, with a life of \(life) s")
            }
        }
    }

    /// Only those may still be known who were killed, or who had no time to say that they go.
    private func checkRecords() throws {
        for id in try connection.call(RedisCommand("ZRANGE", keys.workers, "0", "-1")).texts()
        where !workers.contains(where: { $0.maySpareItsRecord && ($0.identity == id || $0.identity == nil) }) {
            let errors = workers.first { $0.identity == id }?.process.errors.suffix(600) ?? "it was never identified"
            load.report(.keys, "the record of worker \(id) is left, which stopped by itself: \(errors)")
        }
    }

    private func checkCounters(_ expected: Expectations) throws {
        let ledger = load.report
        let (claimed, released) = (try statistic("claimed"), try statistic("released"))
        let (redelivered, committed) = (try statistic("redelivered"), try statistic("committed"))
        note("claimed \(claimed), released \(released), redelivered \(redelivered), committed \(committed)")
        if claimed - released - redelivered != committed || committed != ledger.pushed {
            load.report(
                .counters,
                "claimed \(claimed) - released \(released) - redelivered \(redelivered) = committed \(committed) = pushed"
                    + " \(ledger.pushed) does not hold")
        }
        // A buried job tells its deliveries in `dead`.
        // Where an answer is undone and given again, the first to be read tells of fewer deliveries.
        let dead = try deadDeliveries()
        if !expected.mayLoseWrites, ledger.redeliveries + dead.reduce(0, +) != redelivered {
            load.report(
                .counters,
                "results tell of \(ledger.redeliveries) redeliveries and dead of \(dead), but \(redelivered) were counted"
            )
        }
        // Who insists is heard within two seconds, whatever a busy machine has done by then.
        let gaveUp = workers.contains { $0.process.errors.contains("does not let go") }
        if !expected.mayRedeliver, !gaveUp, redelivered > 0 {
            load.report(.redelivery, "\(redelivered) jobs were delivered again, although no worker died")
        }
        if dead.count != ledger.buriedInnocents + ledger.buriedPoison {
            load.report(
                .poison, "\(dead.count) entries in dead, but \(ledger.buriedInnocents + ledger.buriedPoison) results")
        }
        if ledger.buriedInnocents > expected.buriedInnocents {
            load.report(.poison, "\(ledger.buriedInnocents) jobs were buried that kill nobody")
        }
        if ledger.buriedPoison != ledger.poisonPushed {
            load.report(.poison, "\(ledger.buriedPoison) of \(ledger.poisonPushed) poison rows were buried")
        }
        if poisonDeaths > 3 * ledger.poisonPushed {
            load.report(.poison, "\(ledger.poisonPushed) poison rows took \(poisonDeaths) workers")
        }
        for (version, sha256) in ledger.versions {
            // A version that was pruned has none any more.
            let published = try connection.call(RedisCommand("HGET", keys.model, "sha256:\(version)")).text()
            if let published, published != sha256 {
                load.report(.values, "version \(version) answered with the checksum \(sha256)")
            }
        }
    }

    /// The deliveries of each entry of `dead`.
    private func deadDeliveries() throws -> [Int] {
        let script = """
            local found = {}
            for _, entry in ipairs(redis.call('XRANGE', KEYS[1], '-', '+')) do
                for index = 1, #entry[2], 2 do
                    if entry[2][index] == 'deliveries' then found[#found + 1] = entry[2][index + 1] end
                end
            end
            return found
            """
        return try connection.call(RedisCommand("EVAL", script, "1", keys.dead)).texts().map { Int($0) ?? 0 }
    }

    private func situation() throws -> String {
        var parts: [String] = []
        for (name, key) in [
            ("LLEN", keys.jobs), ("LLEN", keys.suspects), ("ZCARD", keys.leases), ("HLEN", keys.claims),
        ] {
            parts.append(
                "\(name) \(key.split(separator: ":").last ?? "") \(try connection.call(RedisCommand(name, key)).integer())"
            )
        }
        let alive = workers.filter { $0.fate == .lives && $0.process.isRunning }
        return parts.joined(separator: ", ") + "; \(alive.count) workers live: "
            + alive.map { String($0.process.errors.suffix(300)) }.joined(separator: " | ")
    }
}
