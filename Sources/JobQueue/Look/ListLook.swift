package import Redis

/// Looks through the elements of a list from its head on, a short script at a time, and never further than a bound.
package struct ListLook: Sendable {
    /// An element, as far as it was read.
    package struct Element: Sendable, Equatable {
        package let index: Int
        /// Bytes of the whole.
        package let length: Int
        /// Its first bytes.
        package let head: [UInt8]
    }

    package static let headBytes = 4096
    private static let pieceElements = 500
    private static let pieceBytes = 4 << 20

    package private(set) var elements: [Element] = []
    package private(set) var looked = 0
    /// Of the list, when it was looked at last.
    package private(set) var length = 0

    package init() {}

    /// Whether there is nothing that was not looked at.
    package var isComplete: Bool { looked >= length }

    /// Picks the elements whose first bytes hold one of the texts; all without any. Stops at `bound` elements, after `most`
    /// were picked, or at `end`.
    package mutating func search(
        _ key: String, for texts: [[UInt8]] = [], bound: Int, most: Int = 100,
        until end: ContinuousClock.Instant = .now + .seconds(3), _ connection: inout RedisConnection
    ) throws(RedisError) {
        repeat {
            var command = try connection.command(QueueScript.listHeads, keys: [key])
            command.append(looked)
            command.append(min(Self.pieceElements, bound - looked))
            command.append(Self.pieceBytes)
            command.append(Self.headBytes)
            for text in texts { command.append(text) }
            let reply: RedisReply
            do { reply = try connection.run(QueueScript.listHeads, command) } catch { throw error.locating(key) }
            let step = try reply.integer(at: 0)
            length = max(0, try reply.integer(at: 1))
            looked += max(0, step)
            for start in stride(from: 2, to: try reply.count() - 2, by: 3) {
                let head = try reply.span(at: start + 2)
                elements.append(
                    Element(
                        index: try reply.integer(at: start), length: try reply.integer(at: start + 1),
                        head: head.indices.map { head[$0] }))
            }
            if step <= 0 { break }
        } while looked < min(length, bound) && elements.count < most && .now < end
    }
}
