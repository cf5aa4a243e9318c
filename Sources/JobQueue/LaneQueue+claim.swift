import Keyspace
package import Redis

extension LaneQueue {
    /// Takes the next batch, or a suspect. One round trip; two when a batch comes although no bell rang.
    package mutating func claim() throws(RedisError) -> ClaimAnswer {
        precondition(working == nil, "a lane holds one batch: commit or release it first")
        while true {
            let command = try claimCommand()
            try connection.append(command)
            if !expectsNothing { try connection.append(readCommand) }
            request = .unanswered
            let reply = try connection.receive()
            let payloads = expectsNothing ? nil : try connection.receive()
            if let answer = try settle(reply, payloads, command) { return answer }
        }
    }

    /// The claim under `counter`, for a suspect too if this lane can have the permit.
    mutating func claimCommand() throws(RedisError) -> RedisCommand {
        // In turns, so that new jobs go on while there are many suspects.
        let suspects = takePermit() ? (suspectsInRow < Self.maximumSuspectsInRow ? 1 : 2) : 0
        let id = lane.claimID(counter)
        var command = try connection.command(
            QueueScript.claim,
            keys: [
                keys.jobs, keys.handoff, keys.suspects, keys.leases, keys.claims, keys.claim(id),
                keys.done(lane: lane.text),
                keys.paused, keys.results, keys.stats,
            ])
        command.append(id)
        for argument in [
            counter, settings.batchJobs, settings.batchBytes, settings.lease.milliseconds, suspects,
            settings.maximumResults ?? 0, settings.maximumJobBytes,
        ] {
            command.append(argument)
        }
        return command
    }

    /// Reads the jobs of the claim under `counter`, outside Lua.
    var readCommand: RedisCommand { RedisCommand("LRANGE", keys.claim(lane.claimID(counter)), "0", "-1") }

    /// Acts on the reply to `command` and on what was read after it, if it was; no reply may be outstanding.
    ///
    /// Gives nil when the counter was used up: claim again.
    mutating func settle(
        _ reply: consuming RedisReply, _ payloads: consuming RedisReply?, _ command: RedisCommand
    ) throws(RedisError) -> ClaimAnswer? {
        if let error = reply.error {
            guard error.isServer("NOSCRIPT") else { throw error }
            // The script did not run, so that what was read after it is not its batch.
            let again = try connection.rerun(QueueScript.claim, command)
            return try settle(again, connection.call(readCommand), command)
        }
        switch try reply.text(at: 0) {
        case "BATCH":
            let claim = try Claim(
                id: lane.claimID(counter), counter: counter, count: reply.integer(at: 1),
                deliveries: reply.integer(at: 2),
                now: reply.integer(at: 3), deadline: reply.integer(at: 4), waiting: reply.integer(at: 5))
            // Counts and times are calculated with.
            guard claim.count > 0, (0..<1 << 31).contains(claim.deliveries), (0..<1 << 53).contains(claim.now),
                (0..<1 << 53).contains(claim.deadline)
            else {
                throw RedisError(
                    .unexpectedReply,
                    "claim \(claim.id) of \(claim.count) jobs has \(claim.deliveries) deliveries, the time \(claim.now) "
                        + "and the deadline \(claim.deadline), which no script of Scoreline answers")
            }
            return try accept(claim, payloads)
        case "STALE":
            // Somebody recovered a claim whose reply never came.
            let finished = try reply.integer(at: 1)
            guard (0..<1 << 53).contains(finished) else {
                throw RedisError(
                    .unexpectedReply, "\(keys.done(lane: lane.text)) holds \(finished), which is no counter")
            }
            try refuse(finished)
            return nil
        case "EMPTY": return idle(.empty)
        case "PAUSED": return idle(.paused)
        case "FULL": return idle(.full)
        case let other: throw RedisError(.unexpectedReply, "script claim answered \(other ?? "null")")
        }
    }

    /// Takes the counter after `used` for the next attempt. Several in a row can only come from a script that is not ours.
    private mutating func refuse(_ used: Int) throws(RedisError) {
        counter = max(counter, used) + 1
        request = .unsent
        refusals += 1
        guard refusals < 8 else {
            refusals = 0
            throw RedisError(.unexpectedReply, "claims of \(lane.text) were refused 8 times in a row")
        }
    }

    private mutating func accept(_ claim: Claim, _ read: consuming RedisReply?) throws(RedisError) -> ClaimAnswer? {
        let payloads: RedisReply
        if let reply = read.take() { payloads = reply } else { payloads = try connection.call(readCommand) }
        if let error = payloads.error { throw error }
        if claim.isSuspect {
            // An older copy of the request took it, when this lane had the permit; another lane has it now.
            guard takePermit() else {
                try release(counter)
                try refuse(counter)
                return nil
            }
        }
        let batch = try ClaimedBatch(claim, payloads: payloads)
        if !claim.isSuspect { givePermitBack() }
        refusals = 0
        expectsNothing = false
        suspectsInRow = claim.isSuspect ? suspectsInRow + 1 : 0
        working = claim
        counter += 1
        request = .unsent
        return .batch(batch)
    }

    private mutating func idle(_ answer: consuming ClaimAnswer) -> ClaimAnswer {
        givePermitBack()
        refusals = 0
        expectsNothing = true
        request = .answered
        return answer
    }
}
