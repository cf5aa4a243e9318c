import Checksum
import JSONBytes

/// A model file taken apart without checks, so that a test can put it together again wrong.
struct FileParts {
    var metadata: [JSONValue.Member] = []
    var tensors: [JSONValue.Member] = []
    var data: [UInt8]
    /// Whether the file states the checksum of what it has.
    var hasRightChecksum = true

    init(_ bytes: [UInt8]) throws {
        let length = (0..<8).reduce(0) { $0 | Int(bytes[$1]) << (8 * $1) }
        let header = try JSONValue.parse(bytes.span.extracting(8..<8 + length))
        metadata = header["__metadata__"]?.object ?? []
        tensors = (header.object ?? []).filter { $0.name != "__metadata__" }
        data = Array(bytes[(8 + length)...])
    }

    subscript(metadata name: String) -> String? {
        get { metadata.first { $0.name == name }?.value.string }
        set {
            let position = metadata.firstIndex { $0.name == name } ?? metadata.endIndex
            metadata.replaceSubrange(
                position..<min(position + 1, metadata.endIndex), with: newValue.map { [.init(name, .string($0))] } ?? []
            )
        }
    }

    mutating func set(_ tensor: String, _ field: String, _ value: JSONValue) {
        tensors = tensors.map { member in
            guard member.name == tensor, let fields = member.value.object else { return member }
            return .init(tensor, .object(fields.map { $0.name == field ? .init(field, value) : $0 }))
        }
    }

    /// Where a tensor's bytes lie in `data`.
    func range(_ tensor: String) -> Range<Int> {
        let offsets =
            tensors.first { $0.name == tensor }?.value["data_offsets"]?.array?.compactMap(\.integer) ?? [0, 0]
        return offsets[0]..<offsets[1]
    }

    /// Puts a tensor of another file behind the last one.
    mutating func append(_ tensor: String, from other: FileParts) {
        guard let member = other.tensors.first(where: { $0.name == tensor }) else { return }
        let start = data.count
        data += other.data[other.range(tensor)]
        tensors.append(member)
        set(tensor, "data_offsets", .array([.integer(start), .integer(data.count)]))
    }

    /// Overwrites an element of four bytes.
    mutating func write(_ word: UInt32, to tensor: String, at index: Int) {
        for byte in 0..<4 {
            data[range(tensor).lowerBound + 4 * index + byte] = UInt8(truncatingIfNeeded: word >> (8 * byte))
        }
    }

    func bytes() -> [UInt8] {
        var parts = self
        if hasRightChecksum {
            parts[metadata: "sha256"] = SHA256.hex(
                digest: SHA256.digest(Array((self[metadata: "manifest"] ?? "").utf8), data))
        }
        var writer = JSONWriter()
        writer.write(JSONValue.object([.init("__metadata__", .object(parts.metadata))] + tensors))
        return Self.file(header: writer.bytes, data: data)
    }

    static func file(header: [UInt8], length: UInt64? = nil, data: [UInt8] = []) -> [UInt8] {
        let length = length ?? UInt64(header.count)
        return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + header + data
    }
}
