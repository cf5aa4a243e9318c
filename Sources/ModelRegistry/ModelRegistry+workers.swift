import JSONBytes
import Keyspace
package import Redis

extension ModelRegistry {
    /// Writes a worker's record, also when Redis is full; it expires after `lifetime`. True when the worker is to drain.
    ///
    /// Its `id` becomes part of a key, so it has the same characters as a model name.
    @discardableResult
    package func write(
        _ record: WorkerRecord, expiringAfter lifetime: Duration, _ connection: inout RedisConnection
    ) throws(RegistryError) -> Bool {
        do throws(RedisError) {
            let command = try connection.command(
                RegistryScripts.record, keys: [keys.worker(record.id), keys.workers, keys.drain(record.id)]
            )
            .appending(Array(record.id.utf8)).appending(record.encoded())
            .appending(max(1, Int((lifetime / .milliseconds(1)).rounded(.up))))
            return try connection.run(RegistryScripts.record, command).text() == "DRAIN"
        } catch {
            throw RegistryError(error)
        }
    }

    /// Forgets a worker that stops.
    package func remove(workerID id: String, _ connection: inout RedisConnection) throws(RegistryError) {
        do throws(RedisError) {
            _ = try connection.call(RedisCommand("DEL", keys.worker(id)))
            _ = try connection.call(RedisCommand("ZREM", keys.workers, id))
        } catch {
            throw RegistryError(error)
        }
    }

    /// The records of the workers that live, by host, process and id; forgets those whose record expired.
    ///
    /// A record that can't be read is an error, not left out: a worker that nobody sees would count as following.
    package func workers(_ connection: inout RedisConnection) throws(RegistryError) -> [WorkerRecord] {
        var records: [WorkerRecord] = []
        let ids: [String]
        do throws(RedisError) {
            ids = try connection.call(RedisCommand("ZRANGE", keys.workers, "0", "-1")).texts()
        } catch {
            throw RegistryError(error.locating(keys.workers))
        }
        for start in stride(from: 0, to: ids.count, by: Self.chunk) {
            records += try read(ids[start..<min(start + Self.chunk, ids.count)], &connection)
        }
        return records.sorted { ($0.host, $0.pid, $0.id) < ($1.host, $1.pid, $1.id) }
    }

    private func read(
        _ ids: ArraySlice<String>, _ connection: inout RedisConnection
    ) throws(RegistryError) -> [WorkerRecord] {
        let texts: [String]
        do throws(RedisError) {
            texts = try connection.run(
                RegistryScripts.workers, keys: [keys.workers] + ids.map { keys.worker($0) },
                ["\(WorkerRecord.maximumLength)"] + ids
            ).texts()
        } catch {
            throw RegistryError(error)
        }
        var records: [WorkerRecord] = []
        for (id, text) in zip(ids, texts) where !text.isEmpty {
            do throws(JSONError) {
                records.append(try WorkerRecord(decoding: Array(text.utf8)))
            } catch {
                throw RegistryError(.malformed, "\(keys.worker(id)) holds no record of a worker: \(error)")
            }
        }
        return records
    }
}
