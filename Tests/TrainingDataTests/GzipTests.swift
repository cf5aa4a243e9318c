import Testing

@testable import TrainingData

@Suite struct GzipTests {
    private let folder: DataFolder
    private let text = "a,b\n" + (0..<2000).map { "\($0),\($0 % 7)\n" }.joined()

    init() throws { folder = try DataFolder() }

    @Test("gzip is known by its content, whatever the file is called", arguments: ["t.csv", "t.csv.gz", "t"])
    func names(name: String) throws {
        // More than one piece.
        try folder.write(try folder.gzip("a,b\n" + (0..<60_000).map { "\($0),\($0 % 7)\n" }.joined()), name)
        let table = try folder.read(name)
        #expect(table.rowCount == 60_000)
        #expect(table.texts.last == ["59999", "2"])
    }

    @Test("The name before .gz says the format")
    func format() throws {
        try folder.write(try folder.gzip("a\tb\n1,5\t2\n"), "t.tsv.gz")
        #expect(try folder.read("t.tsv.gz").texts == [["1,5", "2"]])
    }

    @Test("Several members are one text")
    func members() throws {
        let bytes = try folder.gzip("a,b\n1,2\n3,") + folder.gzip("") + folder.gzip("4\n")
        try folder.write(bytes, "t.csv")
        #expect(try folder.read("t.csv").texts == [["1", "2"], ["3", "4"]])
    }

    @Test("gzip that ends anywhere before its end is refused")
    func truncated() throws {
        let bytes = try folder.gzip(text)
        for count in [3, 10, 11, bytes.count / 2, bytes.count - 9, bytes.count - 8, bytes.count - 1] {
            try folder.write(Array(bytes[..<count]), "t.csv")
            #expect(
                folder.message { try folder.read("t.csv") }
                    == "t.csv is gzip that ends early: the file is not complete",
                "\(count) of \(bytes.count) bytes")
        }
    }

    @Test("gzip that is damaged, or followed by something else, is refused")
    func damaged() throws {
        let bytes = try folder.gzip(text)
        var checksum = bytes
        checksum[bytes.count - 6] ^= 1
        var header = bytes
        header[2] = 99
        for damaged in [checksum, header, bytes + [0, 0], bytes + Array("a,b\n".utf8)] {
            try folder.write(damaged, "t.csv")
            #expect(folder.message { try folder.read("t.csv") } == "t.csv is gzip that is damaged")
        }
    }

    @Test("gzip that grows beyond every table is refused before it is read to its end")
    func bomb() throws {
        try folder.write(try folder.gzip("a,b\n" + String(repeating: "\n", count: 2_000_000)), "t.csv")
        var limits = DataLimits()
        limits.expansionFloor = 1 << 16
        let message = folder.message { try folder.read("t.csv", limits: limits) }
        #expect(message.hasPrefix("t.csv is gzip that grows to more than "))
        #expect(message.hasSuffix(" bytes, as no table does"))
        // The same growth is allowed below the floor.
        limits.expansionFloor = 1 << 21
        #expect(folder.message { try folder.read("t.csv", limits: limits) } == "t.csv has a header but no rows")
    }
}
