import Checksum
import Keyspace
package import Redis

extension ModelRegistry {
    /// Stores bytes as the next version and makes it live. Blocks for the upload and a few round trips.
    ///
    /// The caller has passed the bytes through the gate. After a lost connection it is unknown whether it happened; then
    /// the pointer tells by its `sha256`. The publisher is shown with the version, such as `user@host`. The result is the
    /// pointer as it is after this publication. `progress` is told how many bytes were sent.
    package func publish(
        _ bytes: [UInt8], by publisher: String, how: PublishWay = .publish, condition: PublishCondition,
        progress: (Int) -> Void = { _ in }, _ connection: inout RedisConnection
    ) throws(RegistryError) -> ModelPointer {
        guard (1...Self.maximumLength).contains(bytes.count) else {
            throw RegistryError(
                .tooLarge,
                "a version of model \(keys.name) has 1 to \(Self.maximumLength) bytes, what Redis stores under one key;"
                    + " found \(bytes.count)")
        }
        let upload = Upload(
            key: keys.upload(Self.randomName()), length: bytes.count, sha256: SHA256.hex(bytes), publisher: publisher,
            how: how)
        var isSent = false
        do throws(RegistryError) {
            for _ in 0..<Self.maximumAttempts {
                let seen = try pointer(&connection)
                try check(condition, seen)
                if !isSent {
                    try send(bytes, to: upload.key, progress, &connection)
                    isSent = true
                }
                if let published = try name(upload, after: seen, &connection) { return published }
            }
            throw RegistryError(
                .conflict,
                "publishing to model \(keys.name) was overtaken \(Self.maximumAttempts) times by other publishers;"
                    + " try again")
        } catch {
            // Otherwise Redis drops the upload in 10 minutes.
            if isSent, error.isConnectionUsable { try discard(upload.key, &connection) }
            throw error
        }
    }

    private struct Upload {
        let key: String
        let length: Int
        let sha256: String
        let publisher: String
        let how: PublishWay
    }

    /// The longest string of Redis.
    private static let maximumLength = 512 << 20
    /// Each conflict means that another publisher got through, so this is far more than publishers race.
    private static let maximumAttempts = 32
    /// A command's time limit holds for a piece, so that a large file gets through a slow line.
    private static let uploadPiece = 4 << 20

    /// 128 random bits: no other publisher writes to the same key.
    private static func randomName() -> String {
        var name = ""
        for _ in 0..<2 {
            let digits = String(UInt64.random(in: .min ... .max), radix: 16)
            name += String(repeating: "0", count: 16 - digits.count) + digits
        }
        return name
    }

    private func check(_ condition: PublishCondition, _ seen: ModelPointer?) throws(RegistryError) {
        switch condition {
        case .none: break
        case .ifAbsent:
            if let seen {
                throw RegistryError(
                    .alreadyPresent, "model \(keys.name) has a live version already, version \(seen.version)")
            }
        case .ifGeneration(let expected):
            let generation = seen?.generation ?? 0
            guard generation == expected else {
                throw RegistryError(
                    .conflict, "the pointer of model \(keys.name) is at generation \(generation); expected \(expected)")
            }
        }
    }

    private func send(
        _ bytes: [UInt8], to upload: String, _ progress: (Int) -> Void, _ connection: inout RedisConnection
    ) throws(RegistryError) {
        do throws(RedisError) {
            var set = RedisCommand("SET", upload)
            set.append(bytes[..<min(Self.uploadPiece, bytes.count)])
            set.append("EX")
            set.append(600)
            _ = try connection.call(set)
            progress(min(Self.uploadPiece, bytes.count))
            for start in stride(from: Self.uploadPiece, to: bytes.count, by: Self.uploadPiece) {
                var append = RedisCommand("APPEND", upload)
                append.append(bytes[start..<min(start + Self.uploadPiece, bytes.count)])
                _ = try connection.call(append)
                // A piece that comes after the time ran out makes a key that would stay.
                _ = try connection.call(RedisCommand("EXPIRE", upload, "600"))
                progress(min(start + Self.uploadPiece, bytes.count))
            }
        } catch {
            throw RegistryError(error)
        }
    }

    private func discard(_ upload: String, _ connection: inout RedisConnection) throws(RegistryError) {
        do throws(RedisError) {
            _ = try connection.call(RedisCommand("UNLINK", upload))
        } catch {
            throw RegistryError(error)
        }
    }

    /// Names what was uploaded; nil after a conflict.
    private func name(
        _ upload: Upload, after seen: ModelPointer?, _ connection: inout RedisConnection
    ) throws(RegistryError) -> ModelPointer? {
        let generation = seen?.generation ?? 0
        let version = (seen?.lastVersion ?? 0) + 1
        let answer: [String]
        do throws(RedisError) {
            answer = try connection.run(
                RegistryScripts.publish,
                keys: [keys.model, keys.models, upload.key, keys.version(version)],
                [
                    "\(generation)", "\(version)", "\(upload.length)", upload.sha256, upload.publisher, keys.events,
                    upload.how.rawValue,
                ]
            ).texts()
        } catch {
            throw RegistryError(error)
        }
        switch answer.first {
        case "OK":
            guard answer.count == 3, let publishedAt = Int(answer[1]) else { throw strange(answer, to: "publish") }
            return ModelPointer(
                version: version, previous: Int(answer[2]), lastVersion: version, generation: generation + 1,
                sha256: upload.sha256, publishedAt: publishedAt, publishedBy: upload.publisher)
        case "CONFLICT": return nil
        case "NOUPLOAD":
            throw RegistryError(
                .uploadLost,
                "what was uploaded for model \(keys.name) was gone before it got its version: evicted, or older than"
                    + " 10 minutes")
        case "TAKEN":
            throw RegistryError(
                .malformed,
                "\(keys.version(version)) exists, but the last version of \(keys.model) is \(version - 1); versions are"
                    + " never overwritten")
        default: throw strange(answer, to: "publish")
        }
    }

    func strange(_ answer: [String], to script: String) -> RegistryError {
        RegistryError(
            .malformed, "script \(script) gave an unknown answer: \(answer.joined(separator: ", ").prefix(200))")
    }
}
