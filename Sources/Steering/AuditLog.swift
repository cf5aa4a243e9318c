package import JobQueue
package import Keyspace
package import Redis

/// Who did what to a model, the newest ten thousand or so.
package struct AuditLog: Sendable {
    package let keys: ModelKeys

    private static let script = RedisScript(
        name: "audit", source: String(decoding: PackageResources.audit_lua, as: UTF8.self))
    private static let most = 10_000
    /// Characters of one field, so that an entry is small whoever names himself.
    private static let fieldLength = 500
    /// Entries that one command reads.
    private static let pieceLength = 500

    package init(keys: ModelKeys) { self.keys = keys }

    /// Writes an entry and gives its id; also when Redis is full.
    package func append(
        _ act: Act, _ object: String, by initiator: Initiator, _ outcome: AuditEntry.Outcome, _ detail: String,
        _ connection: inout RedisConnection
    ) throws(RedisError) -> String {
        var command = try connection.command(Self.script, keys: [keys.audit])
        command.append(Self.most)
        for (name, value) in [
            ("who", initiator.name), ("from", initiator.place), ("action", act.rawValue), ("object", object),
            ("outcome", outcome.rawValue), ("detail", detail),
        ] {
            command.append(name)
            command.append(String(value.prefix(Self.fieldLength)))
        }
        let id: String?
        do { id = try connection.run(Self.script, command).text() } catch { throw error.locating(keys.audit) }
        guard let id else { throw RedisError(.unexpectedReply, "script audit gave no id") }
        return id
    }

    /// The newest entries, the newest first; older than `before` where that is given.
    package func newest(
        _ count: Int, before: DeadEntryID? = nil, _ connection: inout RedisConnection
    ) throws(RedisError) -> [AuditEntry] {
        var entries: [AuditEntry] = []
        var last = before.map { "(" + $0.text } ?? "+"
        while entries.count < count {
            let wanted = min(count - entries.count, Self.pieceLength)
            let piece = try read(from: last, to: "-", wanted, &connection)
            entries += piece
            guard piece.count == wanted, let oldest = piece.last else { break }
            last = "(" + oldest.id
        }
        return entries
    }

    /// One entry; nil when it is not there.
    package func entry(_ id: DeadEntryID, _ connection: inout RedisConnection) throws(RedisError) -> AuditEntry? {
        try read(from: id.text, to: id.text, 1, &connection).first
    }

    private func read(
        from newest: String, to oldest: String, _ count: Int, _ connection: inout RedisConnection
    ) throws(RedisError) -> [AuditEntry] {
        do {
            let reply = try connection.call(
                RedisCommand("XREVRANGE", keys.audit, newest, oldest, "COUNT", String(count)))
            return try reply.streamEntries().map { AuditEntry(id: $0.id, fields: $0.fields) }
        } catch {
            throw error.locating(keys.audit)
        }
    }
}

extension AuditEntry {
    fileprivate init(id: String, fields: [String: String]) {
        self.init(
            id: id, milliseconds: DeadEntryID(id)?.milliseconds ?? 0, who: fields["who"] ?? "",
            place: fields["from"] ?? "", act: fields["action"] ?? "", object: fields["object"] ?? "",
            outcome: fields["outcome"].flatMap { Outcome(rawValue: $0) }, detail: fields["detail"] ?? "")
    }
}
