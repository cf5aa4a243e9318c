import CZlib

/// gzip's format to plain bytes, by zlib: one or several members one after another.
@safe
final class Inflater {
    /// Completes "FILE …".
    enum Problem: Error, CustomStringConvertible {
        case truncated, corrupt
        case bomb(expanded: Int)

        var description: String {
            switch self {
            case .truncated: "is gzip that ends early: the file is not complete"
            case .corrupt: "is gzip that is damaged"
            case .bomb(let expanded): "is gzip that grows to more than \(expanded) bytes, as no table does"
            }
        }
    }

    static let magic: [UInt8] = [0x1F, 0x8B]
    private static let pieceSize = 1 << 18

    private let stream: UnsafeMutablePointer<z_stream>
    private let limits: DataLimits
    private var input: [UInt8] = []
    private var used = 0
    /// Bytes in and out so far.
    private var compressed = 0
    private var expanded = 0
    private var isInMember = true
    private var hasMore = false

    init(limits: DataLimits) {
        unsafe stream = .allocate(capacity: 1)
        self.limits = limits
        precondition(unsafe czlib_start(stream) == Z_OK, "out of memory for gzip")
    }

    deinit {
        _ = unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    /// Takes compressed bytes; all earlier ones must have been used: `output` gave nil.
    func feed(_ bytes: [UInt8]) {
        (input, used) = (bytes, 0)
        compressed += bytes.count
    }

    /// More plain bytes; nil when there are none before more is fed.
    func output() throws(Problem) -> [UInt8]? {
        while used < input.count || hasMore {
            if !isInMember {
                guard input[used] == Self.magic[0], unsafe inflateReset(stream) == Z_OK else { throw .corrupt }
                isInMember = true
            }
            var status = Z_OK
            let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Self.pieceSize) { output, count in
                unsafe input.withUnsafeMutableBufferPointer { input in
                    unsafe stream.pointee.next_in = input.baseAddress.map { unsafe $0 + used }
                    unsafe stream.pointee.avail_in = UInt32(input.count - used)
                    unsafe stream.pointee.next_out = output.baseAddress
                    unsafe stream.pointee.avail_out = UInt32(Self.pieceSize)
                    status = unsafe inflate(stream, Z_NO_FLUSH)
                    unsafe used = input.count - Int(stream.pointee.avail_in)
                    unsafe count = Self.pieceSize - Int(stream.pointee.avail_out)
                }
            }
            switch status {
            case Z_OK, Z_BUF_ERROR: break
            case Z_STREAM_END: isInMember = false
            default: throw .corrupt
            }
            // A full piece: zlib may hold more that needs no further input.
            hasMore = isInMember && bytes.count == Self.pieceSize
            expanded += bytes.count
            if expanded > limits.expansionFloor, expanded / limits.expansionRatio > compressed {
                throw .bomb(expanded: expanded)
            }
            if !bytes.isEmpty { return bytes }
        }
        return nil
    }

    /// Whether the input may end here.
    var isComplete: Bool { !isInMember }
}
