package import Keyspace
package import Redis

/// The versions of one model in Redis, the pointer to the live one, and the records of the workers that follow it.
///
/// A value without state: any thread, with a connection of its own. An error of kind `redis` says by
/// `isConnectionUsable` whether the connection can go on. `docs/protocol.md` has the keys.
package struct ModelRegistry: Sendable {
    let keys: ModelKeys

    package init(keys: ModelKeys) { self.keys = keys }

    /// The live pointer; nil before the first publication. Two round trips, O(1).
    ///
    /// Plain reads, so that who only reads needs no permission to run scripts. They can't pair a version with the checksum
    /// of another: a version's checksum never changes.
    package func pointer(_ connection: inout RedisConnection) throws(RegistryError) -> ModelPointer? {
        var fields: [String] = []
        do throws(RedisError) {
            // A version without checksum was pruned since the first read: then another one is live by now.
            for _ in 0..<Self.pointerReads where fields.last?.isEmpty != false {
                let reply = try connection.call(
                    RedisCommand(
                        "HMGET", keys.model, "version", "previous", "last_version", "generation", "published_at",
                        "published_by"))
                guard let version = try reply.text(at: 0) else { return nil }
                let checksum = try connection.call(RedisCommand("HGET", keys.model, "sha256:\(version)"))
                fields = try reply.texts() + [checksum.text() ?? ""]
            }
        } catch {
            throw RegistryError(error.locating(keys.model))
        }
        guard let pointer = ModelPointer(fields: fields) else {
            throw RegistryError(
                .malformed,
                "\(keys.model) must hold a version, last_version, generation, published_at and the version's sha256;"
                    + " found \(fields.joined(separator: ", ").prefix(200))")
        }
        return pointer
    }

    private static let pointerReads = 3

    /// The versions that are stored, newest first.
    package func versions(_ connection: inout RedisConnection) throws(RegistryError) -> [ModelVersion] {
        let stamps = try stamps(&connection)
        var versions: [ModelVersion] = []
        for start in stride(from: 0, to: stamps.count, by: Self.chunk) {
            let part = stamps[start..<min(start + Self.chunk, stamps.count)]
            do throws(RedisError) {
                versions += try describe(part, &connection)
            } catch {
                throw RegistryError(error)
            }
        }
        return versions
    }

    /// Most keys named in one script or pipeline.
    static let chunk = 500

    struct Stamp {
        let number: Int
        let publishedAt: Int
    }

    /// What `models` holds, newest first. By number: the clock may have stepped between two publications.
    func stamps(_ connection: inout RedisConnection) throws(RegistryError) -> [Stamp] {
        let texts: [String]
        do throws(RedisError) {
            texts = try connection.call(RedisCommand("ZRANGE", keys.models, "0", "-1", "WITHSCORES")).texts()
        } catch {
            throw RegistryError(error.locating(keys.models))
        }
        var stamps: [Stamp] = []
        for index in stride(from: 0, to: texts.count - 1, by: 2) {
            guard let number = Int(texts[index]), number > 0, let publishedAt = Int(texts[index + 1]) else {
                throw RegistryError(
                    .malformed,
                    "\(keys.models) must hold versions and their times in ms; found \(texts[index].prefix(80))"
                        + " at \(texts[index + 1])")
            }
            stamps.append(Stamp(number: number, publishedAt: publishedAt))
        }
        return stamps.sorted { $0.number > $1.number }
    }

    /// What the pointer's hash holds for each version, `NAME:VERSION`.
    private static let versionFields = ["sha256", "by", "how"]

    /// Leaves out those that were pruned meanwhile.
    private func describe(
        _ stamps: ArraySlice<Stamp>, _ connection: inout RedisConnection
    ) throws(RedisError) -> [ModelVersion] {
        var fields = RedisCommand("HMGET", keys.model)
        for stamp in stamps {
            for name in Self.versionFields { fields.append("\(name):\(stamp.number)") }
        }
        try connection.append(fields)
        for stamp in stamps { try connection.append(RedisCommand("STRLEN", keys.version(stamp.number))) }
        // Every reply is read before the first error is thrown, so that the pipeline stays in step.
        var failure: RedisError?
        let recorded = try connection.receive()
        failure = recorded.error
        var lengths: [Int] = []
        for _ in stamps {
            let reply = try connection.receive()
            do throws(RedisError) {
                if let error = reply.error { throw error }
                lengths.append(try reply.integer())
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        let texts = try recorded.texts()
        let width = Self.versionFields.count
        guard texts.count == stamps.count * width else {
            throw RedisError(.unexpectedReply, "HMGET of \(stamps.count * width) fields gave \(texts.count) values")
        }
        var versions: [ModelVersion] = []
        for (index, stamp) in stamps.enumerated() {
            let (sha256, publisher, how) = (texts[index * width], texts[index * width + 1], texts[index * width + 2])
            guard lengths[index] > 0, !sha256.isEmpty else { continue }
            versions.append(
                ModelVersion(
                    number: stamp.number, sha256: sha256, publishedAt: stamp.publishedAt, byteCount: lengths[index],
                    publishedBy: publisher.isEmpty ? nil : publisher, how: PublishWay(rawValue: how)))
        }
        return versions
    }
}
