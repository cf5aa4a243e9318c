/// A lane's name in Redis: no other lane of any worker ever has it.
package struct LaneID: Sendable, Equatable {
    package let text: String

    /// `process` is 128 random bits of the worker as 32 hexadecimal digits, made at its start.
    package init(process: String, lane: Int) {
        precondition(
            process.utf8.count == 32 && process.allSatisfy(\.isHexDigit), "a process is named by 32 hex digits")
        text = "\(process).\(lane)"
    }

    /// The id of a claim; counters only rise, so that it names one batch.
    func claimID(_ counter: Int) -> String { "\(text):\(counter)" }
}
