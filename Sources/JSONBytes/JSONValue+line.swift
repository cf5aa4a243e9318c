extension JSONValue {
    /// The document on one line.
    package var line: String {
        var writer = JSONWriter()
        writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self) + "\n"
    }
}
