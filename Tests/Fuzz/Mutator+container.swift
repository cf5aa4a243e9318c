import Checksum
import JSONBytes
import TestSupport

extension Mutator {
    /// Changes the manifest, the header or the tensors of a model file and states the right checksum again, so that the
    /// change is not found by the checksum; nil when it is no model file.
    mutating func changedContainer(_ base: [UInt8]) -> [UInt8]? {
        guard base.count >= 8 else { return nil }
        let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(base[$1]) << UInt64(8 * $1) }
        guard length <= UInt64(base.count - 8) else { return nil }
        let start = 8 + Int(length)
        guard let header = try? JSONValue.parse(base.span.extracting(8..<start)), let members = header.object,
            let manifestText = header["__metadata__"]?["manifest"]?.string,
            let manifest = try? JSONValue.parse(Array(manifestText.utf8).span)
        else { return nil }
        var data = Array(base[start...])
        var tensors = JSONValue.object(members.filter { $0.name != "__metadata__" })
        var manifestBytes = Array(manifestText.utf8)
        switch number(below: 4) {
        case 0: manifestBytes = written(changed(manifest))
        case 1: tensors = changed(tensors)
        case 2: changeWords(of: &data)
        default:
            manifestBytes = written(changed(manifest))
            changeWords(of: &data)
        }
        return file(manifestBytes, tensors, data)
    }

    /// Tensors are words of four bytes: small numbers are indexes there, others Floats.
    private mutating func changeWords(of data: inout [UInt8]) {
        for _ in 0..<changeCount() where data.count >= 8 {
            let start = number(below: data.count / 4) * 4
            let word: UInt32 =
                switch number(below: 4) {
                case 0: UInt32(truncatingIfNeeded: pick(Self.edges, else: 0))
                case 1: UInt32(truncatingIfNeeded: number(below: 40) - 2)
                case 2: pick([Float.nan, .infinity, -0.0, .leastNonzeroMagnitude, 1e38], else: 0).bitPattern
                default: UInt32(truncatingIfNeeded: random.next())
                }
            for offset in 0..<4 { data[start + offset] = UInt8(truncatingIfNeeded: word >> UInt32(8 * offset)) }
        }
    }

    private func file(_ manifest: [UInt8], _ tensors: JSONValue, _ data: [UInt8]) -> [UInt8] {
        let metadata = JSONValue.object([
            .init("format", .string("scoreline-model/1")),
            .init("manifest", .string(String(decoding: manifest, as: UTF8.self))),
            .init("sha256", .string(SHA256.hex(digest: SHA256.digest(manifest, data)))),
        ])
        var writer = JSONWriter()
        writer.write(.object([.init("__metadata__", metadata)] + (tensors.object ?? [.init("a", tensors)])))
        let header = writer.bytes
        return (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) } + header + data
    }
}
