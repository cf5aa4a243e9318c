import JSONBytes
import ScoringModel
import Testing

@testable import ModelFile

@Suite struct HostileFileTests {
    @Test("A file that is cut anywhere is refused")
    func truncated() throws {
        let bytes = try ModelFile.encode(SampleModel.model, source: [1, 2, 3])
        // Every place in the first tensor names, and then one of eleven: the data section has no structure.
        for count in bytes.indices where count < 500 || count % 11 == 0 || count > bytes.count - 16 {
            #expect(throws: GateError.self, "cut after \(count) bytes") { try Gate.admit(Array(bytes[..<count])) }
        }
        #expect(throws: GateError.self) { try Gate.admit(bytes + [0]) }
    }

    @Test("A header that is cut or says that it is huge gives no manifest; no more than there may be is asked for")
    func header() throws {
        let bytes = try ModelFile.encode(SampleModel.model)
        let end = 8 + Int(bytes[0]) + Int(bytes[1]) << 8
        for count in 0..<end {
            #expect(throws: ModelFileError.self, "cut after \(count) bytes") {
                try ModelFile.manifest { Array(bytes.prefix(min($0, count))) }
            }
        }
        for length in [8 << 20 + 1, UInt64(Int.max), .max] {
            var asked = 0
            #expect(throws: ModelFileError.self) {
                try ModelFile.manifest { count in
                    asked = max(asked, count)
                    return (0..<8).map { UInt8(truncatingIfNeeded: length >> UInt64(8 * $0)) }
                }
            }
            #expect(asked == 8)
        }
    }

    /// Bit 5 is the case of a letter; with `nil` each byte loses another bit.
    @Test("A flipped bit anywhere is refused", arguments: [nil, 5])
    func flipped(bit: Int?) throws {
        let bytes = try ModelFile.encode(SampleModel.model, source: [1, 2, 3])
        let header = 8 + Int(bytes[0]) + Int(bytes[1]) << 8
        for position in bytes.indices where position < header || position % 5 == 0 {
            var damaged = bytes
            damaged[position] ^= 1 << (bit ?? position % 8)
            #expect(throws: GateError.self, "byte \(position)") { try Gate.admit(damaged) }
        }
    }

    struct Attack: Sendable, CustomTestStringConvertible {
        let message: String
        let change: @Sendable (inout FileParts) -> Void
        init(_ message: String, _ change: @escaping @Sendable (inout FileParts) -> Void) {
            self.message = message
            self.change = change
        }
        var testDescription: String { message }
    }

    @Test("A file with a right checksum that lies about itself is refused with the place", arguments: attacks)
    func attack(_ attack: Attack) throws {
        var parts = try FileParts(ModelFile.encode(SampleModel.model))
        attack.change(&parts)
        #expect {
            try Gate.admit(parts.bytes())
        } throws: {
            "\($0)".contains(attack.message)
        }
    }

    static let attacks: [Attack] = [
        Attack(#"__metadata__.format is "scoreline-model/2", expected "scoreline-model/1""#) {
            $0[metadata: "format"] = "scoreline-model/2"
        },
        Attack("__metadata__.format is absent") { $0[metadata: "format"] = nil },
        Attack("__metadata__.manifest is absent") { $0[metadata: "manifest"] = nil },
        Attack("__metadata__.sha256 is absent") {
            $0[metadata: "sha256"] = nil
            $0.hasRightChecksum = false
        },
        Attack("__metadata__.author is unknown") { $0[metadata: "author"] = "me" },
        Attack("__metadata__.format stands twice") { $0.metadata += [.init("format", .string(Container.format))] },
        Attack("__metadata__ stands twice") { $0.tensors += [.init("__metadata__", .object([]))] },
        Attack("the file is damaged: its SHA-256 is") {
            $0[metadata: "sha256"] = String(repeating: "0", count: 64)
            $0.hasRightChecksum = false
        },
        Attack("the tensor pickle does not belong to a model file") { $0.tensors += [.init("pickle", .object([]))] },
        Attack("the tensor golden.rows stands twice") { parts in
            parts.tensors += parts.tensors.filter { $0.name == "golden.rows" }
        },
        Attack("the tensor golden.rows is absent") { parts in
            let range = parts.range("golden.rows")
            parts.data.removeSubrange(range)
            parts.tensors.removeAll { $0.name == "golden.rows" }
            for name in ["golden.expected", "ensemble.default_left"] {
                let old = parts.range(name)
                parts.set(
                    name, "data_offsets",
                    .array([.integer(old.lowerBound - range.count), .integer(old.upperBound - range.count)]))
            }
        },
        Attack(#"ensemble.base_margins.dtype is "F32", expected "F64" in a model of the precision float64"#) {
            $0[metadata: "manifest"] = $0[metadata: "manifest"]?.replacing(
                #""transform":"#, with: #""precision":"float64","transform":"#)
        },
        Attack(#"ensemble.values.dtype is "F16", expected "F32""#) {
            $0.set("ensemble.values", "dtype", .string("F16"))
        },
        Attack("has 36 bytes, but its shape [10] takes 40") {
            $0.set("ensemble.values", "shape", .array([.integer(10)]))
        },
        Attack("golden.rows.shape must be 2 numbers from 0") {
            $0.set("golden.rows", "shape", .array([.integer(192)]))
        },
        Attack("golden.rows.shape is [192, 1], expected [192, 3]") {
            $0.set("golden.rows", "shape", .array([.integer(192), .integer(1)]))
        },
        Attack("golden.expected.shape is [128, 1], expected [64, 2]") {
            $0.set("golden.expected", "shape", .array([.integer(128), .integer(1)]))
        },
        Attack("golden.rows.shape [4611686018427387904, 4611686018427387904] is too large") {
            $0.set("golden.rows", "shape", .array([.integer(1 << 62), .integer(1 << 62)]))
        },
        Attack("must be 1 numbers from 0") { $0.set("ensemble.values", "shape", .array([.integer(-9)])) },
        Attack("outside the") { $0.set("ensemble.values", "data_offsets", .array([.integer(0), .integer(1 << 40)])) },
        Attack("outside the") { $0.set("ensemble.values", "data_offsets", .array([.integer(36), .integer(0)])) },
        Attack("overlaps the one before it") {
            $0.set("ensemble.values", "data_offsets", .array([.integer(0), .integer(36)]))
        },
        Attack("bytes follow the last tensor") { $0.data.append(0) },
        Attack("a hole before the tensor ensemble.default_left") { parts in
            let range = parts.range("ensemble.default_left")
            parts.data.insert(0, at: range.lowerBound)
            parts.set(
                "ensemble.default_left", "data_offsets",
                .array([.integer(range.lowerBound + 1), .integer(range.upperBound + 1)]))
        },
        Attack("tree 0, node 1: child 0 is not among") { $0.write(0, to: "ensemble.left_children", at: 1) },
        Attack("tree 0, node 1: two paths lead here") { $0.write(1, to: "ensemble.left_children", at: 1) },
        Attack("tree 0, node 3: the value nan is not finite") {
            $0.write(Float.nan.bitPattern, to: "ensemble.values", at: 3)
        },
        Attack("node 0: feature 9 does not exist") { $0.write(9, to: "ensemble.features", at: 0) },
        Attack("golden row 0 has the margin") { parts in
            let start = parts.range("golden.expected").lowerBound
            parts.data[start] ^= 1
        },
        Attack("golden row 63 has the margin") { parts in
            let end = parts.range("golden.expected").upperBound
            parts.data[end - 4] ^= 1
        },
    ]

    @Test(
        "A header that promises more than there is, or is no header, is refused before anything is allocated",
        arguments: [
            (FileParts.file(header: [], length: .max), "the header says it has 18446744073709551615 bytes"),
            (FileParts.file(header: [], length: 8 << 20), "but the file ends after 0"),
            (FileParts.file(header: [], length: 8 << 20 + 1), "expected at most"),
            (FileParts.file(header: []), "the header, byte 0: expected an object"),
            (FileParts.file(header: Array("{}".utf8)), "the header has no __metadata__"),
            (FileParts.file(header: Array("{}x".utf8)), "expected the end of the document"),
            (FileParts.file(header: Array(#"{"golden.rows":{"shape":[[[[1]]]]}}"#.utf8)), "the header, byte"),
            (FileParts.file(header: Array(#"{"__metadata__":{"format":7}}"#.utf8)), "expected a text"),
            (
                FileParts.file(header: Array(#"{"golden.rows":{"dtype":"F32","dtype":"F32"}}"#.utf8)),
                "golden.rows.dtype stands twice"
            ),
            (FileParts.file(header: Array(#"{"golden.rows":{"dtype":"F32"}}"#.utf8)), "golden.rows lacks its dtype"),
            (
                FileParts.file(header: Array(#"{"golden.rows":{"shape":[0,0,0]}}"#.utf8)),
                "golden.rows.shape must be 2 numbers"
            ),
            (Array("\u{80}\u{3}ccollections".utf8), "the header says it has"),
            ([], "the file has 0 bytes, which is no safetensors file"),
        ] as [([UInt8], String)])
    func header(bytes: [UInt8], message: String) {
        #expect {
            try ModelFile.decode(bytes)
        } throws: {
            "\($0)".contains(message)
        }
    }
}
