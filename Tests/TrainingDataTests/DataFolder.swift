import Foundation
import TestSupport

@testable import TrainingData

/// A folder of tables for one test.
struct DataFolder {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    var path: String { folder.url.path }

    @discardableResult
    func write(_ text: String, _ name: String = "t.csv") throws -> String { try write(Array(text.utf8), name) }

    @discardableResult
    func write(_ bytes: [UInt8], _ name: String) throws -> String {
        let path = folder.path(name)
        try Data(bytes).write(to: URL(filePath: path))
        return path
    }

    /// What `gzip` makes of a text.
    func gzip(_ text: String) throws -> [UInt8] {
        let path = try write(text, "plain")
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", "gzip -nf \"$1\"", "sh", path]
        try process.run()
        process.waitUntilExit()
        return Array(try Data(contentsOf: URL(filePath: path + ".gz")))
    }

    func read(
        _ names: String..., filters: [String] = [], hooks: DataHooks = DataHooks(), limits: DataLimits = DataLimits()
    ) throws -> DataTable {
        try DataReader(
            DataChoices(.files(names.map { folder.path($0) }), filters: filters), hooks: hooks, limits: limits
        ).read()
    }

    func run(_ command: String) throws -> DataTable {
        try DataReader(DataChoices(.command(command, folder: path))).read()
    }

    /// The error's text without the folder, or what was read.
    func message(_ body: () throws -> DataTable) -> String {
        do { return "no error: \(try body().texts)" } catch {
            return "\(error)".replacing(path + "/", with: "")
        }
    }
}

extension DataTable {
    /// All cells, row by row.
    var texts: [[String]] {
        (0..<rowCount).map { row in columns.indices.map { text(row: row, column: $0) } }
    }
}
