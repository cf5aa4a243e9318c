import Testing

@testable import ModelImport

@Suite("UBJSON")
struct UBJSONReaderTests {
    /// Bytes from words: `'text` stands for itself, `=7` for the 64-bit length 7, anything else is hexadecimal.
    private static func bytes(_ words: String) -> [UInt8] {
        var bytes: [UInt8] = []
        for word in words.split(separator: " ") {
            if word.hasPrefix("'") {
                bytes += Array(word.utf8.dropFirst())
            } else if word.hasPrefix("="), let length = Int64(word.dropFirst()) {
                bytes.append(UInt8(ascii: "L"))
                bytes += stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: length >> $0) }
            } else {
                let digits = word.utf8.map { UInt8($0 < 0x40 ? $0 - 0x30 : $0 - 0x37) }
                bytes += stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
            }
        }
        return bytes
    }

    private static func read(_ words: String) throws(ModelImportError) -> ModelDocument {
        let bytes = bytes(words)
        var reader = UBJSONReader(bytes.span)
        return try reader.readDocument()
    }

    private static let documents: [(String, ModelDocument)] = [
        ("'Z", .null),
        ("'T", .boolean(true)),
        ("'F", .boolean(false)),
        ("'i FF", .integer(-1)),
        ("'U FF", .integer(255)),
        ("'C 41", .integer(65)),
        ("'I 8000", .integer(-32768)),
        ("'l 7FFFFFFF", .integer(2_147_483_647)),
        ("=-2", .integer(-2)),
        ("'d 3F800000", .number(1)),
        ("'D BFE0000000000000", .number(-0.5)),
        ("'S =7 'größe", .text("größe")),
        ("'[]", .array([])),
        ("'[ZTU 07 ']", .array([.null, .boolean(true), .integer(7)])),
        ("'[U 07 'F]", .numbers(.int32([7, 0]))),
        ("'[# =2 'ZT", .array([.null, .boolean(true)])),
        ("'[$i# =2 01FF", .numbers(.int8([1, -1]))),
        ("'[$U# =2 01FF", .numbers(.uint8([1, 255]))),
        ("'[$I# =1 FFFE", .numbers(.int16([-2]))),
        ("'[$l# =1 00010000", .numbers(.int32([65536]))),
        ("'[$L# =1 FFFFFFFF00000000", .numbers(.int64([-4_294_967_296]))),
        ("'[$d# =1 FF800000", .numbers(.float([-.infinity]))),
        ("'[$D# =1 3FF0000000000000", .numbers(.double([1]))),
        ("'[$d# =0", .array([])),
        (
            "'{ =1 'aZ =1 'b{}}",
            .object([
                ModelDocument.Member(name: "a", value: .null), ModelDocument.Member(name: "b", value: .object([])),
            ])
        ),
    ]

    @Test("values of every type are read", arguments: documents)
    func values(words: String, document: ModelDocument) throws {
        let read = try Self.read(words)
        #expect(read == document)
    }

    private static let problems: [(String, String)] = [
        ("", "byte 0: the file ends here"),
        ("'H", "byte 0: unknown type byte 72"),
        ("'ZZ", "byte 1: expected the end of the file"),
        ("'I 01", "byte 2: the file ends here"),
        ("'[Z", "byte 2: the file ends here"),
        ("'{", "byte 1: the file ends here"),
        ("'{U 01 'A", "byte 1: expected a 64-bit length"),
        ("'S =-1", "byte 1: a length of -1 elements, but only 0 bytes are left"),
        ("'S =2 'A", "byte 1: a length of 2 elements, but only 1 bytes are left"),
        ("'S =1 FF", "byte 1: a text that is not UTF-8"),
        (
            "'[$d# =9223372036854775807 00000000",
            "byte 4: a length of 9223372036854775807 elements, but only 4 bytes are left"
        ),
        ("'[$D# =1 00000000", "byte 4: a length of 1 elements, but only 4 bytes are left"),
        ("'[$S# =0", "byte 4: unknown element type 83 of an array"),
        ("'[$d]", "byte 4: expected # after the type of an array"),
        ("'[# =5", "byte 2: a length of 5 elements, but only 0 bytes are left"),
        ("'{ =1 'aZ =1 'aZ}", "byte 12: the name \"a\" stands twice in one object"),
        ("'" + String(repeating: "[", count: 33), "byte 32: nested deeper than 32 levels"),
    ]

    @Test("what XGBoost does not write is refused where it stands", arguments: problems)
    func refusals(words: String, problem: String) {
        let error = #expect(throws: ModelImportError.self) { try Self.read(words) }
        #expect(error?.description == "the UBJSON breaks at \(problem)")
    }

    @Test("a file can't ask for more values than a model has")
    func valueCount() throws {
        let ubjson = Array("[ZZZ]".utf8)
        var enough = UBJSONReader(ubjson.span, maximumValueCount: 4)
        let document = try enough.readDocument()
        #expect(document == .array([.null, .null, .null]))
        let error = #expect(throws: ModelImportError.self) {
            var reader = UBJSONReader(ubjson.span, maximumValueCount: 3)
            _ = try reader.readDocument()
        }
        #expect(error?.description == "the UBJSON breaks at byte 3: more values than a model has")

        let json = Array(#"[[],{},"a"]"#.utf8)
        let read = try ModelDocument(json: json.span, maximumValueCount: 4)
        #expect(read == .array([.array([]), .object([]), .text("a")]))
        #expect(throws: (any Error).self) { _ = try ModelDocument(json: json.span, maximumValueCount: 3) }
    }
}
