import Keyspace
package import ModelFile
package import ModelPublishing
package import ModelRegistry
package import Redis
import ScoringModel
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
        return try movingPointer(.publish, of: file, &connection) { connection in
            let publication = try publisher.publish(
                bytes, as: keys, by: initiator.name, how: judge(), showsProgress: showsProgress, &connection)
            return (publication, publication.newPointer, publication.text(keys.name).trimmingLineEnd)
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
        return try movingPointer(.promote, of: "version \(origin.version)", &connection) { connection in
            let publication = try copy(origin, with: publisher, showsProgress, &connection)
            let sentence = publication.text(keys.name).trimmingLineEnd
            return ((publication, origin.version), publication.newPointer, sentence)
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
        try movingPointer(.rollback, of: version.map { "to version \($0)" } ?? "to the version before", &connection) {
            connection in
            let pointer = try ModelRegistry(keys: keys).rollback(
                to: version, by: initiator.name, ifGeneration: expected, &connection)
            return (pointer, pointer, "version \(pointer.version) is live")
        }
    }

    /// Runs `body`, which gives its answer, the pointer that it moved and a sentence about it, and tells what applications
    /// notice of the version that took over.
    private func movingPointer<Answer: Sendable>(
        _ act: Act, of object: String, _ connection: inout RedisConnection,
        _ body: (inout RedisConnection) throws -> (answer: Answer, moved: ModelPointer?, sentence: String)
    ) throws -> Deed<Answer> {
        let (answer, pointer, sentence) = try recordingFailure(act, of: object, &connection, body)
        let changes = pointer.map { self.changes(to: $0, &connection) } ?? []
        let detail =
            changes.isEmpty ? sentence : "\(sentence); unlike what was live before: \(changes.joined(separator: "; "))"
        return Deed(
            answer: answer, detail: detail, changes: changes,
            record: record(act, object, .done, detail, &connection))
    }

    private func changes(to pointer: ModelPointer, _ connection: inout RedisConnection) -> [String] {
        guard let previous = pointer.previous, previous != pointer.version else { return [] }
        func manifest(_ version: Int) throws -> Manifest {
            try ModelFile.manifest { length in
                try ModelRegistry(keys: keys).start(of: version, length: length, &connection)
            }
        }
        // The version is live. That it can't be compared is no failure.
        guard let former = try? manifest(previous), let now = try? manifest(pointer.version) else { return [] }
        return ManifestChanges(from: former, to: now).sentences
    }
}

extension Publication {
    /// Nil where another pointer, or an older one, stays.
    fileprivate var newPointer: ModelPointer? {
        if case .published(let pointer) = self { pointer } else { nil }
    }
}

extension String {
    fileprivate var trimmingLineEnd: String { last?.isNewline == true ? String(dropLast()) : self }
}
