extension RedisReply {
    /// The entries of a stream, as `XRANGE` and `XREVRANGE` give them; of a field that stands twice the last value.
    package func streamEntries() throws(RedisError) -> [(id: String, fields: [String: String])] {
        var entries: [(id: String, fields: [String: String])] = []
        for index in 0..<(try count()) {
            let id = try text(under: index, 0) ?? ""
            var fields: [String: String] = [:]
            let width = try count(under: index, 1)
            for position in stride(from: 0, to: width - width % 2, by: 2) {
                guard let name = try text(under: index, 1, position) else { continue }
                fields[name] = try text(under: index, 1, position + 1) ?? ""
            }
            entries.append((id, fields))
        }
        return entries
    }
}
