import Keyspace
package import Redis

extension ModelRegistry {
    /// Longer than any pause between two beats that a worker survives.
    private static let requestLife = 600

    /// Asks a worker to stop as `SIGTERM` makes it: at its next beat it claims nothing more, in none of its models, finishes
    /// what it scores and exits with 0. False when no such worker lives.
    package func requestDrain(
        ofWorker id: String, by caller: String, _ connection: inout RedisConnection
    ) throws(RegistryError) -> Bool {
        // Becomes part of a key.
        guard Keyspace.isName(id) else { return false }
        let answer: String?
        do throws(RedisError) {
            answer = try connection.run(
                RegistryScripts.drain, keys: [keys.worker(id), keys.drain(id)], [caller, String(Self.requestLife)]
            ).text()
        } catch {
            throw RegistryError(error)
        }
        switch answer {
        case "OK": return true
        case "GONE": return false
        default: throw strange([answer ?? "null"], to: "drain")
        }
    }
}
