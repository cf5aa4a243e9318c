import Keyspace
package import ModelFile
package import ModelPublishing
package import ModelRegistry
package import Redis
import Settings

extension Steering {
    /// Publishes a model file that passes the gate. `name` is the file's, for messages.
    package func publish(
        _ bytes: [UInt8], named name: String, with publisher: Publisher, showsProgress: Bool = false,
        _ connection: inout RedisConnection
    ) throws -> Deed<Publication> {
        try publish(bytes, named: name, with: publisher, showsProgress, &connection) {
            try Self.admit(bytes, named: name).publishWay
        }
    }

    /// Publishes a model file that whoever made it admitted.
    package func publish(
        admitted bytes: [UInt8], named name: String, how: PublishWay, with publisher: Publisher,
        showsProgress: Bool = false, _ connection: inout RedisConnection
    ) throws -> Deed<Publication> {
        try publish(bytes, named: name, with: publisher, showsProgress, &connection) { how }
    }

    private func publish(
        _ bytes: [UInt8], named name: String, with publisher: Publisher, _ showsProgress: Bool,
        _ connection: inout RedisConnection, _ judge: () throws -> PublishWay
    ) throws -> Deed<Publication> {
        // The folders above it are nobody's business.
        let file = name.split(separator: "/").last.map { String($0) } ?? name
        return try recording(.publish, of: file, &connection) { connection in
            let publication = try publisher.publish(
                bytes, as: keys, by: initiator.name, how: judge(), showsProgress: showsProgress, &connection)
            return (publication, publication.text(keys.name).trimmingLineEnd)
        }
    }

    /// Asks the gate, without Redis.
    package static func admit(_ bytes: [UInt8], named name: String) throws -> AdmittedModel {
        do { return try Gate.admit(bytes) } catch {
            throw ProgramFailure(.workFailed, "\(name) is refused and was not published: \(error)\(error.nextStep)")
        }
    }

    /// Waits for the workers where the publisher is to, and goes back to the version before where it is to and one refuses.
    package func follow(
        _ publication: Publication, with publisher: Publisher, showsProgress: Bool, _ connection: inout RedisConnection
    ) throws -> Rollout? {
        let rollout = try publisher.follow(publication, of: keys, showsProgress: showsProgress, &connection)
        guard let back = rollout?.restoredVersion else { return rollout }
        let detail = "version \(back) is live, for a worker refused the one that was published"
        return Deed(
            answer: rollout, detail: detail,
            record: record(.rollback, "to version \(back)", .done, detail, &connection)
        ).warned()
    }

    /// Copies a version from another Redis, and makes it live unless the same bytes are live already. `find` looks for the
    /// version there, the live one without a number.
    package func promote(
        _ version: Int?, with publisher: Publisher, showsProgress: Bool = false, _ connection: inout RedisConnection,
        from find: () throws -> ModelSource
    ) throws -> Deed<(publication: Publication, version: Int)> {
        let origin = try recordingFailure(.promote, of: version.map { "version \($0)" } ?? "", &connection) { _ in
            try find()
        }
        return try recording(.promote, of: "version \(origin.version)", &connection) { connection in
            let publication = try copy(origin, with: publisher, showsProgress, &connection)
            return ((publication, origin.version), publication.text(keys.name).trimmingLineEnd)
        }
    }

    private func copy(
        _ origin: ModelSource, with publisher: Publisher, _ showsProgress: Bool, _ connection: inout RedisConnection
    ) throws -> Publication {
        let registry = ModelRegistry(keys: keys)
        if let live = try registry.pointer(&connection), live.sha256 == origin.sha256 { return .live(live) }
        let bytes = try origin.fetch(showsProgress: showsProgress)
        do { _ = try Gate.admit(bytes) } catch {
            throw ProgramFailure(.workFailed, "\(origin) is refused and was not published: \(error)")
        }
        let publication = try publisher.publish(
            bytes, as: keys, by: initiator.name, how: .promote, showsProgress: showsProgress, &connection)
        guard case .published(let pointer) = publication else { return publication }
        // What workers are about to fetch.
        _ = try registry.fetch(pointer.version, sha256: origin.sha256, limit: ModelSource.sizeLimit, &connection)
        return publication
    }

    /// Makes a stored version live, without a version the one before. With a generation only where the pointer is still there.
    package func rollBack(
        to version: Int?, ifGeneration expected: Int? = nil, _ connection: inout RedisConnection
    ) throws -> Deed<ModelPointer> {
        try recording(.rollback, of: version.map { "to version \($0)" } ?? "to the version before", &connection) {
            connection in
            let pointer = try ModelRegistry(keys: keys).rollback(
                to: version, by: initiator.name, ifGeneration: expected, &connection)
            return (pointer, "version \(pointer.version) is live")
        }
    }
}

extension String {
    fileprivate var trimmingLineEnd: String { last?.isNewline == true ? String(dropLast()) : self }
}
