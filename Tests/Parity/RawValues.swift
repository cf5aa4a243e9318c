import Files
import Foundation

/// Files of little-endian Float64 numbers and nothing else.
enum RawValues {
    static func read(_ path: String) throws -> [Double] {
        let bytes = try FileBytes.read(path, limit: 1 << 30)
        return stride(from: 0, to: bytes.count - 7, by: 8).map { start in
            var word: UInt64 = 0
            for byte in (0..<8).reversed() { word = word << 8 | UInt64(bytes[start + byte]) }
            return Double(bitPattern: word)
        }
    }

    static func write(_ values: [Double], to path: String) throws {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 * values.count)
        for value in values {
            var word = value.bitPattern
            for _ in 0..<8 {
                bytes.append(UInt8(truncatingIfNeeded: word))
                word >>= 8
            }
        }
        try Data(bytes).write(to: URL(filePath: path))
    }
}
