import Foundation
import Fuzz
import TestSupport
import Testing

/// A part of what `make fuzz` does, the same in every run. Each subject has a process of its own: a crash or a hang ends
/// that one and is told here with the input.
struct FuzzTests {
    /// All subjects take about half a minute on two cores in a debug build. A configuration file is read three times.
    private static func inputs(_ name: String) -> Int { name == "configuration" ? 200 : 1500 }

    @Test("No changed input breaks a law of its reader", arguments: FuzzSubject.all.map(\.name))
    func subject(name: String) throws {
        let folder = try TemporaryFolder()
        let driver = try ChildProcess(
            try Self.driver(),
            [
                "--subject", name, "--inputs", "\(Self.inputs(name))", "--corpora", Self.corpora, "--keep",
                folder.url.path,
            ], folder: folder)
        let status = try driver.wait(upTo: .seconds(1800))
        print(driver.output, terminator: "")
        guard status != 0 else { return }
        let input = FileManager.default.contents(atPath: folder.path("\(name).input")) ?? Data()
        Issue.record(
            """
            \(name) ended with \(status); above 128 it died of the signal that is the rest. \(driver.output)
            \(driver.errors.prefix(4000))
            The input in base 64, for --replay: \(input.base64EncodedString())
            """)
    }

    private static let corpora = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fuzz/Corpora").path

    /// The driver lies beside the test bundle, wherever that was built.
    private static func driver() throws -> String {
        let maps = try String(contentsOfFile: "/proc/self/maps", encoding: .utf8)
        for line in maps.split(separator: "\n") where line.hasSuffix("PackageTests.xctest") {
            guard let start = line.firstIndex(of: "/") else { continue }
            return URL(filePath: String(line[start...])).deletingLastPathComponent().appending(path: "scoreline-fuzz")
                .path
        }
        throw TestFailure("the test bundle is not among this process's files")
    }
}
