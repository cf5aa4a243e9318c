import JSONBytes

/// A job that has an id: its own, or a new one where it had none.
struct IdentifiedJob {
    let job: [UInt8]
    /// The id that was made up.
    let newID: String?

    /// Reads no more of a job than it must: whether the rest makes sense is for the worker to say.
    init(_ text: Span<UInt8>) throws(JSONError) {
        var reader = JSONReader(text)
        try reader.beginObject()
        let begin = reader.position
        var hasID = false
        var isEmpty = true
        while try reader.nextKey() {
            isEmpty = false
            if reader.stringValue == "id" { hasID = true }
            try reader.skipValue()
        }
        try reader.end()
        let bytes = text.indices.map { text[$0] }
        if hasID {
            job = bytes
            newID = nil
        } else {
            let id = RandomName.uuid()
            job = bytes[..<begin] + Array("\"id\":\"\(id)\"\(isEmpty ? "" : ",")".utf8) + bytes[begin...]
            newID = id
        }
    }
}
