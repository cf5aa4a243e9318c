package import JSONBytes
package import Keyspace
package import Redis

/// What an operator does to one model. Each function does it and writes it down, also when it fails.
///
/// A value without state: any thread, with a connection of its own. Blocks.
package struct Steering: Sendable {
    package let keys: ModelKeys
    package let initiator: Initiator
    private let patience: Duration

    /// What may be done twice goes on for `patience` when Redis is away or fails over.
    package init(_ keys: ModelKeys, by initiator: Initiator, patience: Duration = .zero) {
        self.keys = keys
        self.initiator = initiator
        self.patience = patience
    }

    func persist(
        _ connection: inout RedisConnection, _ work: (inout RedisConnection) throws(RedisError) -> Void
    ) throws(RedisError) {
        var reconnection = Reconnection(for: patience)
        while true {
            do throws(RedisError) { return try work(&connection) } catch {
                try reconnection.recover(from: error, &connection)
            }
        }
    }

    /// Something that was done.
    package struct Deed<Answer: Sendable>: Sendable {
        package let answer: Answer
        /// A sentence about it, without a full stop.
        package let detail: String
        /// What applications notice of a version that took over, beside other numbers: sentences such as "rows fail without age".
        package private(set) var changes: [String] = []
        /// The changes as commands tell them in JSON.
        package var changesMember: JSONValue.Member { .init("changes", .array(changes.map { .string($0) })) }
        /// Of its entry in the audit log, or why there is none; then it was done all the same.
        package let record: Result<String, RedisError>
    }

    /// Runs `body`, which gives its answer and a sentence about it.
    func recording<Answer: Sendable>(
        _ act: Act, of object: String, _ connection: inout RedisConnection,
        _ body: (inout RedisConnection) throws -> (answer: Answer, detail: String)
    ) throws -> Deed<Answer> {
        let (answer, detail) = try recordingFailure(act, of: object, &connection, body)
        return Deed(answer: answer, detail: detail, record: record(act, object, .done, detail, &connection))
    }

    /// Runs `body`, and writes down when it fails.
    func recordingFailure<Answer>(
        _ act: Act, of object: String, _ connection: inout RedisConnection,
        _ body: (inout RedisConnection) throws -> Answer
    ) throws -> Answer {
        do { return try body(&connection) } catch {
            recordFailure(error, of: act, object, &connection)
            throw error
        }
    }

    /// Writes down what failed, and what was done `before`; over another connection where this one broke. Where that fails as
    /// well, what failed first is what is told.
    func recordFailure(
        _ error: any Error, of act: Act, _ object: String, before: String? = nil, _ connection: inout RedisConnection
    ) {
        if let cause = error as? RedisError, !cause.isConnectionUsable {
            guard let other = try? RedisConnection.open(connection.configuration) else { return }
            connection = other
        }
        _ = record(act, object, .failed, "\(error)" + (before.map { "; before that: \($0)" } ?? ""), &connection)
    }

    func record(
        _ act: Act, _ object: String, _ outcome: AuditEntry.Outcome, _ detail: String,
        _ connection: inout RedisConnection
    ) -> Result<String, RedisError> {
        do throws(RedisError) {
            return .success(
                try AuditLog(keys: keys).append(act, object, by: initiator, outcome, detail, &connection))
        } catch {
            return .failure(error)
        }
    }
}
