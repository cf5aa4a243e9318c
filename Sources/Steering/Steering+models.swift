import Keyspace
package import ModelFile
package import ModelPublishing
package import ModelRegistry
package import Redis
import Settings

extension Steering {
    /// Publishes a model file that passes the gate. `name` is the file's, for messages; `admitted` is what the gate made of
    /// these bytes where it was asked before.
    package func publish(
        _ bytes: [UInt8], named name: String, admitted: AdmittedModel? = nil, with publisher: Publisher,
        showsProgress: Bool = false,
        _ connection: inout RedisConnection
    ) throws -> Deed<Publication> {
        // The folders above it are nobody's business.
        let file = name.split(separator: "/").last.map { String($0) } ?? name
        return try recording(.publish, of: file, &connection) { connection in
            let admitted = try admitted ?? Self.admit(bytes, named: name)
            let publication = try publisher.publish(
                bytes, as: keys, by: initiator.name, how: admitted.publishWay, showsProgress: showsProgress,
                &connection)
            return (publication, publication.text(keys.name).trimmingLineEnd)
        }
    }

    /// Asks the gate, without Redis.
    package static func admit(_ bytes: [UInt8], named name: String) throws -> AdmittedModel {
        do { return try Gate.admit(bytes) } catch {
            throw ProgramFailure(.workFailed, "\(name) is refused and was not published: \(error)\(error.nextStep)")
        }
    }

    /// Copies a version from another Redis, and makes it live unless the same bytes are live already.
    package func promote(
        _ origin: ModelSource, with publisher: Publisher, showsProgress: Bool = false,
        _ connection: inout RedisConnection
    ) throws -> Deed<Publication> {
        try recording(.promote, of: "version \(origin.version)", &connection) { connection in
            let publication = try copy(origin, with: publisher, showsProgress, &connection)
            return (publication, publication.text(keys.name).trimmingLineEnd)
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
