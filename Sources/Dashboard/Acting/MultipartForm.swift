/// A form with a file, `multipart/form-data` (RFC 7578), read from a body that is there as a whole.
struct MultipartForm: Sendable {
    struct File: Sendable, Equatable {
        /// As the browser says, for messages only: it is no path here.
        let name: String
        let bytes: [UInt8]
    }

    private static let mostParts = 50
    private static let headLimit = 8 << 10
    private static let fieldLimit = 64 << 10

    private(set) var fields = FormFields()
    private(set) var file: File?

    /// Nil for what is no such body.
    init?(_ body: [UInt8], contentType: String) {
        guard let boundary = Self.boundary(contentType) else { return nil }
        let delimiter = Array("\r\n--\(boundary)".utf8)
        // The first delimiter has no line end before it.
        guard body.starts(with: delimiter.dropFirst(2)) else { return nil }
        var position = delimiter.count - 2
        for _ in 0..<Self.mostParts {
            if Self.has("--", in: body, at: position) { return }
            guard Self.has("\r\n", in: body, at: position) else { return nil }
            let headStart = position + 2
            guard let headEnd = Self.find(Array("\r\n\r\n".utf8), in: body, from: position, limit: Self.headLimit),
                let end = Self.find(delimiter, in: body, from: headEnd + 2, limit: body.count)
            else { return nil }
            // A part without a head has its empty line at once.
            let head = headEnd > headStart ? body[headStart..<headEnd] : []
            guard add(head, body[(headEnd + 4 <= end ? headEnd + 4 : end)..<end]) else { return nil }
            position = end + delimiter.count
        }
        return nil
    }

    private mutating func add(_ head: ArraySlice<UInt8>, _ content: ArraySlice<UInt8>) -> Bool {
        let lines = String(decoding: head, as: UTF8.self).split(whereSeparator: \.isNewline)
        guard let line = lines.first(where: { $0.lowercased().hasPrefix("content-disposition:") }),
            let name = Self.parameter("name", of: line)
        else { return false }
        if let fileName = Self.parameter("filename", of: line) {
            guard file == nil else { return false }
            file = File(name: fileName, bytes: Array(content))
        } else {
            guard content.count <= Self.fieldLimit else { return false }
            fields.append(name, String(decoding: content, as: UTF8.self))
        }
        return true
    }

    /// Browsers write quotes in a name as `%22`.
    private static func parameter(_ name: String, of line: Substring) -> String? {
        guard let start = line.firstRange(of: "; \(name)=\"") else { return nil }
        return String(line[start.upperBound...].prefix { $0 != "\"" })
    }

    private static func boundary(_ contentType: String) -> String? {
        guard contentType.lowercased().hasPrefix("multipart/form-data"),
            let start = contentType.firstRange(of: "boundary=")
        else { return nil }
        let text = contentType[start.upperBound...].prefix { $0 != ";" }.filter { $0 != "\"" }
        return (1...70).contains(text.utf8.count) ? text : nil
    }

    private static func has(_ text: String, in body: [UInt8], at position: Int) -> Bool {
        position + text.utf8.count <= body.count && body[position...].starts(with: text.utf8)
    }

    /// Where `needle` starts, at most `limit` bytes on. A needle starts with CR, which models have by chance only.
    private static func find(_ needle: [UInt8], in body: [UInt8], from start: Int, limit: Int) -> Int? {
        let last = min(body.count - needle.count, start + limit)
        var position = start
        let bytes = body.span
        search: while position <= last {
            for offset in needle.indices where bytes[position + offset] != needle[offset] {
                position += 1
                continue search
            }
            return position
        }
        return nil
    }
}
