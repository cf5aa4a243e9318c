import JSONBytes

extension WorkerRecord {
    /// Longer records are not read. A written one is shorter: its reason is cut.
    static let maximumLength = 64 << 10
    private static let maximumReason = 1000

    func encoded() -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("id")
        writer.write(id)
        writer.key("host")
        writer.write(host)
        writer.key("pid")
        writer.write(pid)
        writer.key("started_at")
        writer.write(startedAt)
        writer.key("state")
        writer.write(state.rawValue)
        if let version {
            writer.key("version")
            writer.write(version)
        }
        if let sha256 {
            writer.key("sha256")
            writer.write(sha256)
        }
        if let refusedVersion {
            writer.key("refused_version")
            writer.write(refusedVersion)
        }
        for (name, text) in [("reason", reason), ("waiting", waiting)] {
            guard let text else { continue }
            writer.key(name: name)
            writer.write(String(String.UnicodeScalarView(text.unicodeScalars.prefix(Self.maximumReason))))
        }
        for (name, count) in [
            ("generation", generation), ("lanes", lanes), ("in_flight", inFlight), ("jobs", jobs), ("rows", rows),
            ("resident_bytes", residentBytes),
        ] {
            writer.key(name: name)
            writer.write(count)
        }
        writer.key("jobs_per_second")
        writer.write(jobsPerSecond)
        writer.key("oldest_seconds")
        writer.write(oldestSeconds)
        writer.endObject()
        return writer.bytes
    }

    /// Reads a record; members it doesn't know are left out. Throws what is wrong with it, as the end of a sentence.
    init(decoding bytes: [UInt8]) throws(JSONError) {
        let document = try JSONValue.parse(bytes.span, maximumDepth: 8)
        let stateName = try Self.text("state", document)
        guard let state = ModelState(rawValue: stateName) else {
            throw JSONError(byte: 0, "expected a state READY, LOADING or REFUSED, found \(stateName.prefix(80))")
        }
        guard let jobsPerSecond = document["jobs_per_second"]?.number else {
            throw JSONError(byte: 0, "expected a number as jobs_per_second")
        }
        guard let oldestSeconds = document["oldest_seconds"]?.number else {
            throw JSONError(byte: 0, "expected a number as oldest_seconds")
        }
        self.init(
            id: try Self.text("id", document), host: try Self.text("host", document),
            pid: try Self.count("pid", document), startedAt: try Self.count("started_at", document), state: state,
            version: document["version"]?.integer, sha256: document["sha256"]?.string,
            refusedVersion: document["refused_version"]?.integer, reason: document["reason"]?.string,
            waiting: document["waiting"]?.string, generation: try Self.count("generation", document),
            lanes: try Self.count("lanes", document),
            inFlight: try Self.count("in_flight", document), jobs: try Self.count("jobs", document),
            rows: try Self.count("rows", document), jobsPerSecond: jobsPerSecond, oldestSeconds: oldestSeconds,
            residentBytes: try Self.count("resident_bytes", document))
    }

    private static func text(_ name: String, _ document: JSONValue) throws(JSONError) -> String {
        guard let text = document[name]?.string else { throw JSONError(byte: 0, "expected a text as \(name)") }
        return text
    }

    private static func count(_ name: String, _ document: JSONValue) throws(JSONError) -> Int {
        guard let count = document[name]?.integer, count >= 0 else {
            throw JSONError(byte: 0, "expected a whole number as \(name)")
        }
        return count
    }
}
