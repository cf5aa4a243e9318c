package import Drift
import JSONBytes
package import Keyspace
package import Redis

/// What workers counted of one model, in windows of ten minutes of Redis' clock, each in a hash that expires.
///
/// Every worker writes its own sum of a window again and again, so that a write whose answer was lost can be repeated; whoever reads
/// adds the workers up. A window also holds what training saw, so that nobody needs the model's file to compare.
package struct DriftWindows: Sendable {
    /// Seconds.
    package static let length = 600
    /// Six hours.
    package static let kept = 36
    /// Of a window: two for each worker that counted in it.
    static let maximumFields = 2_000
    static let maximumBytes = 4 << 20

    private let keys: ModelKeys

    package init(_ keys: ModelKeys) { self.keys = keys }

    /// When the current window began, in seconds since 1970.
    package static func start(_ connection: inout RedisConnection) throws(RedisError) -> Int {
        // Calculated with.
        let seconds = max(0, min(try connection.call(RedisCommand("TIME")).integer(at: 0), 1 << 53))
        return seconds - seconds % length
    }

    /// Writes all that a worker counted in the window that began at `start`.
    package func write(
        _ counts: DriftCounts, of reference: DriftReference, sha256: String, worker: String, window start: Int,
        _ connection: inout RedisConnection
    ) throws(DriftWindowError) {
        let encoded = counts.encoded()
        if try write(encoded, [], sha256, worker, start, &connection) { return }
        _ = try write(encoded, reference.encoded(), sha256, worker, start, &connection)
    }

    /// Whether the window says what training saw.
    private func write(
        _ counts: [UInt8], _ reference: [UInt8], _ sha256: String, _ worker: String, _ start: Int,
        _ connection: inout RedisConnection
    ) throws(DriftWindowError) -> Bool {
        let answer: Int
        do throws(RedisError) {
            var command = try connection.command(DriftScripts.write, keys: [keys.drift(window: start)])
            command.append(sha256)
            command.append(worker)
            command.append(counts)
            command.append(reference)
            command.append(Self.maximumFields)
            command.append(Self.length * Self.kept)
            answer = try connection.run(DriftScripts.write, command).integer()
        } catch { throw DriftWindowError(error) }
        guard answer >= 0 else {
            throw DriftWindowError(
                .full,
                "\(keys.drift(window: start)) has \(Self.maximumFields) fields: too many workers, or a stranger's")
        }
        return answer == 1
    }

    /// Adds up what all workers counted of a model file in the last so many windows, the current one among them; nil when
    /// that is nothing.
    package func read(
        sha256: String, windows count: Int, _ connection: inout RedisConnection
    ) throws(DriftWindowError) -> ObservedWindows? {
        let end: Int
        do throws(RedisError) { end = try Self.start(&connection) } catch { throw DriftWindowError(error) }
        return try read(sha256: sha256, windows: count, upTo: end, &connection)
    }

    /// The same where the current window began at `end`.
    func read(
        sha256: String, windows count: Int, upTo end: Int, _ connection: inout RedisConnection
    ) throws(DriftWindowError) -> ObservedWindows? {
        let starts = (0..<min(max(1, count), Self.kept)).map { end - $0 * Self.length }
        let texts: [String]
        do throws(RedisError) {
            var command = try connection.command(DriftScripts.read, keys: starts.map { keys.drift(window: $0) })
            command.append(sha256)
            command.append(Self.maximumFields)
            command.append(Self.maximumBytes)
            texts = try connection.run(DriftScripts.read, command).texts()
        } catch { throw DriftWindowError(error) }
        guard texts.count > 1, texts.count % 3 == 1, texts[0] != "" else { return nil }
        let reference = try located(starts[0]) { () throws(JSONError) in
            try DriftReference(decoding: Array(texts[0].utf8))
        }
        var sum = DriftCounts(reference)
        var workers: Set<String> = []
        var first = end
        for index in stride(from: 1, to: texts.count, by: 3) {
            guard let position = Int(texts[index]), (1...starts.count).contains(position) else { continue }
            let start = starts[position - 1]
            sum.add(
                try located(start) { () throws(JSONError) in
                    try DriftCounts(decoding: Array(texts[index + 2].utf8), of: reference)
                })
            workers.insert(texts[index + 1])
            first = min(first, start)
        }
        return ObservedWindows(
            reference: reference, counts: sum, workers: workers.count, from: first, to: end + Self.length)
    }

    private func located<Value>(
        _ start: Int, _ read: () throws(JSONError) -> Value
    ) throws(DriftWindowError) -> Value {
        do throws(JSONError) { return try read() } catch {
            throw DriftWindowError(.malformed, "\(keys.drift(window: start)) holds what no worker counted: \(error)")
        }
    }
}

/// What workers counted together.
package struct ObservedWindows: Sendable {
    package let reference: DriftReference
    package let counts: DriftCounts
    /// Those that counted anything.
    package let workers: Int
    /// Seconds since 1970: when the first window with counts began, and when the current one ends.
    package let from: Int
    package let to: Int
}
