import Foundation
import Keyspace
import Redis
import TestSupport

/// What must not grow, at a moment of rest.
package struct Measurement: Sendable, CustomStringConvertible {
    /// Of a worker that lives through everything.
    package var residentBytes: Int
    package var descriptors: Int
    package var redisBytes: Int
    package var keys: Int

    init(of worker: Worker, _ scene: Scene) throws {
        let process = "/proc/\(worker.process.pid)"
        let pages = try String(contentsOfFile: process + "/statm", encoding: .utf8).split(separator: " ")
        residentBytes = (Int(pages[1]) ?? 0) * sysconf(Int32(_SC_PAGESIZE))
        descriptors = try FileManager.default.contentsOfDirectory(atPath: process + "/fd").count
        let info = try scene.connection.call(RedisCommand("INFO", "memory")).text() ?? ""
        let line = info.split(whereSeparator: \.isNewline).first { $0.hasPrefix("used_memory:") }
        redisBytes = line.flatMap { Int($0.dropFirst("used_memory:".count)) } ?? 0
        // Fences go with their time to live; every lane of every worker that there was has one for an hour.
        let fences = scene.keys.done(lane: "")
        keys = try scene.connection.call(RedisCommand("KEYS", "*")).texts().count { !$0.hasPrefix(fences) }
    }

    package var description: String {
        "RSS \(residentBytes >> 20) MiB, \(descriptors) descriptors, Redis \(redisBytes >> 10) KiB, \(keys) keys"
    }

    /// What grew beyond what rest can differ by.
    package func growth(to later: Measurement) -> [String] {
        var grown: [String] = []
        if later.residentBytes > residentBytes + max(residentBytes / 4, 16 << 20) {
            grown.append("the worker's memory")
        }
        if later.descriptors > descriptors + 2 { grown.append("the worker's descriptors") }
        if later.redisBytes > redisBytes * 2 + 4 << 20 { grown.append("Redis' memory") }
        if later.keys > keys + 8 { grown.append("the number of keys") }
        return grown
    }
}
