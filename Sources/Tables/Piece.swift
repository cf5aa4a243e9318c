/// Bytes that were read together, and how many of them were used.
struct Piece: ~Copyable {
    private var bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isUsed: Bool { position == bytes.count }

    var unread: Span<UInt8> {
        @_lifetime(borrow self)
        get { bytes.span.extracting(position...) }
    }

    mutating func skip(_ count: Int) { position += count }
}
