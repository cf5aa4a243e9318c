import Foundation
import TestSupport

/// The inputs that a run starts from.
package enum Corpus {
    /// The files of a folder, in the order of their names.
    package static func files(_ folder: String) throws -> [[UInt8]] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        guard !names.isEmpty else { throw TestFailure("\(folder) has no files") }
        return try names.map { try file("\(folder)/\($0)") }
    }

    package static func file(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: path)))
    }
}
