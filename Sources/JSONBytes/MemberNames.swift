/// The names of an object's members in the order that is expected, as JSON writes them. Immutable; any thread.
package struct MemberNames: Sendable {
    /// One quoted name after another.
    let bytes: [UInt8]
    /// Where each begins, and the end of the last.
    let offsets: [Int]

    package init(_ names: [String]) {
        var writer = JSONWriter()
        var offsets = [0]
        for name in names {
            writer.write(name)
            writer.endDocument()
            offsets.append(writer.bytes.count)
        }
        bytes = writer.bytes
        self.offsets = offsets
    }

    var count: Int { offsets.count - 1 }
}
