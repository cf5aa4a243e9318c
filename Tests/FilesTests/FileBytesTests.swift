import Foundation
import Testing

@testable import Files

@Suite struct FileBytesTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "files-\(UUID().uuidString)").path

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    @Test("A replaced file holds the new bytes and leaves no temporary file")
    func replace() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/a.bin"
        try FileBytes.replace(path, with: [1])
        try FileBytes.replace(path, with: Array(repeating: 7, count: 200_000))
        #expect(try FileBytes.read(path, limit: 200_000) == Array(repeating: 7, count: 200_000))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.bin"])
    }

    @Test("A file above the limit, a folder and an absent file are refused by name")
    func refusals() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/b.bin"
        try FileBytes.replace(path, with: [1, 2, 3])
        #expect { try FileBytes.read(path, limit: 2) } throws: {
            "\($0)" == "\(path) is larger than the limit of 2 bytes"
        }
        #expect { try FileBytes.read(folder, limit: 2) } throws: { "\($0)" == "\(folder) is a folder, not a file" }
        #expect { try FileBytes.read(folder + "/none", limit: 2) } throws: {
            "\($0)" == "\(folder)/none can't be opened: No such file or directory"
        }
    }
}
