import Redis

/// The jobs of a claim, where the reply of Redis holds them.
package struct ClaimedBatch: ~Copyable {
    package let claim: Claim
    private let payloads: RedisReply

    /// Throws `.unexpectedReply` when the reply does not hold exactly the claim's jobs.
    init(_ claim: Claim, payloads: consuming RedisReply) throws(RedisError) {
        let count = try payloads.count()
        guard count == claim.count else {
            throw RedisError(.unexpectedReply, "claim \(claim.id) has \(claim.count) jobs, but LRANGE gave \(count)")
        }
        for index in 0..<count { _ = try payloads.span(at: index).count }
        self.claim = claim
        self.payloads = payloads
    }

    package var count: Int { claim.count }

    /// The bytes of a job; the first 4 KiB of one that `oversizedLength(at:)` has a length for.
    @_lifetime(borrow self)
    package func payload(at index: Int) -> Span<UInt8> {
        do {
            let payload = try payloads.span(at: index)
            return payload.extracting(droppingFirst: StandIn(payload)?.head ?? 0)
        } catch {
            preconditionFailure("claim \(claim.id) has no job \(index): \(error)")
        }
    }

    /// The length of a job above `ClaimSettings.maximumJobBytes`, which was left unread; nil for every other job.
    package func oversizedLength(at index: Int) -> Int? {
        do { return StandIn(try payloads.span(at: index))?.length } catch {
            preconditionFailure("claim \(claim.id) has no job \(index): \(error)")
        }
    }
}
