import Checksum
import Keyspace
package import Redis

extension ModelRegistry {
    /// The bytes of a version, verified; without a `sha256` against the one that was recorded with the publication.
    ///
    /// At most `limit` bytes, which is checked before anything is allocated. In pieces, each a round trip: a reader that
    /// is slow or stops holds one piece in Redis's memory, not the file. `progress` is told how many of how many bytes came.
    package func fetch(
        _ version: Int, sha256: String?, limit: Int, progress: (_ done: Int, _ total: Int) -> Void = { _, _ in },
        _ connection: inout RedisConnection
    ) throws(RegistryError) -> [UInt8] {
        let recorded = try checksum(of: version, &connection)
        let length = try length(of: version, &connection)
        guard let expected = sha256 ?? recorded, length > 0 else { throw noSuchVersion(version) }
        guard length <= limit else {
            throw RegistryError(
                .tooLarge, "version \(version) of model \(keys.name) has \(length) bytes; the limit is \(limit)")
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(length)
        var hasher = SHA256.Hasher()
        while bytes.count < length {
            let piece = try self.piece(
                of: version, bytes.count..<min(bytes.count + Self.pieceLength, length), &connection)
            hasher.update(piece.span)
            bytes += piece
            progress(bytes.count, length)
        }
        let found = SHA256.hex(digest: hasher.finish())
        guard found == expected else {
            throw RegistryError(
                .checksumMismatch,
                "the bytes of version \(version) of model \(keys.name) have the SHA-256 \(found); expected"
                    + " \(expected.prefix(64))")
        }
        return bytes
    }

    /// Bytes of a version; 0 of one that is not there.
    package func length(of version: Int, _ connection: inout RedisConnection) throws(RegistryError) -> Int {
        do throws(RedisError) {
            return try connection.call(RedisCommand("STRLEN", keys.version(version))).integer()
        } catch {
            throw RegistryError(error)
        }
    }

    /// The first `length` bytes of a version, not verified, or all of them where it has fewer; none of one that is not there.
    package func start(
        of version: Int, length: Int, _ connection: inout RedisConnection
    ) throws(RegistryError) -> [UInt8] {
        try bytes(of: version, 0..<length, &connection)
    }

    /// The SHA-256 that was recorded with a version; nil when it was never published, or was pruned.
    package func checksum(
        of version: Int, _ connection: inout RedisConnection
    ) throws(RegistryError) -> String? {
        do throws(RedisError) {
            return try connection.call(RedisCommand("HGET", keys.model, "sha256:\(version)")).text()
        } catch {
            throw RegistryError(error)
        }
    }

    private static let pieceLength = 1 << 20

    private func piece(
        of version: Int, _ range: Range<Int>, _ connection: inout RedisConnection
    ) throws(RegistryError) -> [UInt8] {
        let piece = try bytes(of: version, range, &connection)
        // Versions are immutable: fewer bytes than STRLEN said means that it was pruned meanwhile.
        guard piece.count == range.count else { throw noSuchVersion(version) }
        return piece
    }

    private func bytes(
        of version: Int, _ range: Range<Int>, _ connection: inout RedisConnection
    ) throws(RegistryError) -> [UInt8] {
        do throws(RedisError) {
            let command = RedisCommand(
                "GETRANGE", keys.version(version), "\(range.lowerBound)", "\(range.upperBound - 1)")
            return try connection.call(command).bytes() ?? []
        } catch {
            throw RegistryError(error)
        }
    }

    package func noSuchVersion(_ version: Int) -> RegistryError {
        RegistryError(.noSuchVersion, "model \(keys.name) has no version \(version): never published, or pruned")
    }
}
