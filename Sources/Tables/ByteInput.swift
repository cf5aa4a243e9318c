/// Bytes that are read from front to back: a file, or what stands for one.
package protocol ByteInput: AnyObject {
    /// For messages.
    var name: String { get }
    /// Bytes in all, where that can be known.
    var size: Int? { get }
    /// The next bytes, at least one; nil at the end and ever after. Blocks until there are some.
    func next() throws(TableError) -> [UInt8]?
    /// Whether `next` would not block.
    func isReadable(within limit: Duration) throws(TableError) -> Bool
}

extension ByteInput {
    /// For inputs that are only ever waited for.
    package func isReadable(within limit: Duration) -> Bool { true }
}
