import Keyspace
package import Redis

extension ModelRegistry {
    /// Makes a version live that is stored already, and returns the pointer as it is then.
    ///
    /// Without a version it goes to the one that was live before; to the live one nothing changes. With a generation it
    /// is a conflict when the pointer is at another one.
    package func rollback(
        to version: Int?, by caller: String, ifGeneration expected: Int? = nil, _ connection: inout RedisConnection
    ) throws(RegistryError) -> ModelPointer {
        guard let seen = try pointer(&connection) else {
            throw noModel()
        }
        guard expected == nil || expected == seen.generation else { throw moved() }
        guard let target = version ?? seen.previous else {
            throw RegistryError(
                .noPrevious, "no version of model \(keys.name) was live before version \(seen.version)")
        }
        if target == seen.version { return seen }
        let answer: [String]
        do throws(RedisError) {
            answer = try connection.run(
                RegistryScripts.rollback, keys: [keys.model, keys.version(target)],
                ["\(seen.generation)", "\(target)", caller, keys.events]
            ).texts()
        } catch {
            throw RegistryError(error)
        }
        switch answer.first {
        case "OK":
            guard answer.count == 3, let publishedAt = Int(answer[1]) else { throw strange(answer, to: "rollback") }
            return ModelPointer(
                version: target, previous: seen.version, lastVersion: seen.lastVersion,
                generation: seen.generation + 1, sha256: answer[2], publishedAt: publishedAt, publishedBy: caller)
        case "CONFLICT": throw moved()
        case "NOVERSION": throw noSuchVersion(target)
        default: throw strange(answer, to: "rollback")
        }
    }

    package func noModel() -> RegistryError {
        RegistryError(.noModel, "model \(keys.name) has no published version")
    }

    private func moved() -> RegistryError {
        RegistryError(
            .conflict, "the pointer of model \(keys.name) moved during the rollback; look again and try again")
    }

    /// Removes all but the newest `count` versions and returns those removed, newest first. The live and the previous one
    /// stay in any case.
    package func prune(keeping count: Int, _ connection: inout RedisConnection) throws(RegistryError) -> [Int] {
        let candidates = try stamps(&connection).map(\.number).dropFirst(max(0, count))
        var removed: [Int] = []
        for start in stride(from: candidates.startIndex, to: candidates.endIndex, by: Self.chunk) {
            let part = candidates[start..<min(start + Self.chunk, candidates.endIndex)]
            do throws(RedisError) {
                let answer = try connection.run(
                    RegistryScripts.prune, keys: [keys.model, keys.models] + part.map { keys.version($0) },
                    part.map { String($0) }
                ).texts()
                removed += answer.compactMap { Int($0) }
            } catch {
                throw RegistryError(error)
            }
        }
        return removed
    }
}
