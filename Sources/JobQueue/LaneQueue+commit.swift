package import JobWire
import Keyspace
package import Redis

extension LaneQueue {
    /// Pushes the results of a claim, one per job, and forgets the claim; all or nothing.
    ///
    /// Results whose reply list is no list go to `results`. When `results` itself is no list, this throws `WRONGTYPE` of the
    /// server until an operator has removed the key. When the claim's list in Redis no longer has as many jobs as were
    /// claimed (a stranger or an eviction changed it), what is left of it is given back, and the outcome is `.lost`.
    ///
    /// `.lost` can also be said of a batch that was committed, when the reply was lost and the *next* claim was recovered
    /// before this call was repeated; nothing is answered twice then either.
    ///
    /// With a reason for burying, the job, which must be the only one, is also written to `dead`.
    package mutating func commit(
        _ results: ResultBatch, of claim: Claim, burying reason: String? = nil
    ) throws(RedisError) -> CommitOutcome {
        if let outcome = earlierOutcome(of: claim) { return outcome }
        let command = try commitCommand(CommitArguments(results, of: claim, burying: reason))
        let reply = try connection.run(QueueScript.commit, command)
        let outcome = try resolve(reply, results, claim, reason)
        givePermitBack()
        return outcome
    }

    /// Commits and claims the next batch in one round trip.
    ///
    /// The scripts stay two: the next batch is valid however the commit ended. After an error repeat the call; a commit
    /// that was resolved is not sent again.
    package mutating func commitAndClaim(
        _ results: ResultBatch, of claim: Claim, burying reason: String? = nil
    ) throws(RedisError) -> CommitAnswer {
        if let outcome = earlierOutcome(of: claim) { return try CommitAnswer(outcome: outcome, next: self.claim()) }
        let commitCommand = try commitCommand(CommitArguments(results, of: claim, burying: reason))
        let claimCommand = try claimCommand()
        try connection.append(commitCommand)
        try connection.append(claimCommand)
        try connection.append(readCommand)
        request = .unanswered
        // All replies before any of them is acted on: a script that Redis has forgotten is run again by itself.
        var committed = try connection.receive()
        let claimed = try connection.receive()
        let payloads = try connection.receive()
        if let error = committed.error {
            guard error.isServer("NOSCRIPT") else { throw error }
            committed = try connection.rerun(QueueScript.commit, commitCommand)
        }
        let outcome = try resolve(committed, results, claim, reason)
        if let next = try settle(claimed, payloads, claimCommand) { return CommitAnswer(outcome: outcome, next: next) }
        return try CommitAnswer(outcome: outcome, next: self.claim())
    }

    private func earlierOutcome(of claim: Claim) -> CommitOutcome? {
        if working == nil, let resolved, resolved.id == claim.id { return resolved.outcome }
        precondition(working?.id == claim.id, "\(claim.id) is not the claim that this lane works on")
        return nil
    }

    private mutating func commitCommand(_ arguments: CommitArguments) throws(RedisError) -> RedisCommand {
        let id = arguments.claim.id
        var command = try connection.command(
            QueueScript.commit,
            keys: [
                keys.leases, keys.claims, keys.claim(id), keys.done(lane: lane.text), keys.stats, keys.dead,
                keys.results,
            ]
                + arguments.replyNames.map { keys.reply($0) })
        arguments.append(to: &command)
        return command
    }

    /// Acts on the reply of the commit script; no reply may be outstanding.
    private mutating func resolve(
        _ reply: consuming RedisReply, _ results: ResultBatch, _ claim: Claim, _ reason: String?
    ) throws(RedisError) -> CommitOutcome {
        var reply = reply
        var arguments = CommitArguments(results, of: claim, burying: reason)
        while true {
            let outcome: CommitOutcome
            switch try reply.text(at: 0) {
            case "OK", "ALREADY": outcome = .committed
            case "LOST": outcome = .lost
            case "MISMATCH":
                try release(claim.counter)
                outcome = .lost
            case "WRONGTYPE":
                var wrong: [Int] = []
                for index in 1..<(try reply.count()) { wrong.append(try reply.integer(at: index)) }
                guard arguments.redirect(keys: wrong) else {
                    throw RedisError(
                        .server(code: "WRONGTYPE"), "\(keys.results) is no list, so that no result can be pushed")
                }
                reply = try connection.run(QueueScript.commit, commitCommand(arguments))
                continue
            case let other: throw RedisError(.unexpectedReply, "script commit answered \(other ?? "null")")
            }
            working = nil
            resolved = (claim.id, outcome)
            return outcome
        }
    }
}
