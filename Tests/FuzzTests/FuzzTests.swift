import Foundation
import Fuzz
import TestSupport
import Testing

/// A part of what `make fuzz` does, the same in every run. Each subject has a process of its own: a crash or a hang ends
/// that one and is told here with the input.
struct FuzzTests {
    /// Inputs of each subject, so that all of them take under a minute on two cores in a debug build.
    static let budget: [String: Int] = [:]

    @Test("No changed input breaks a law of its reader", arguments: FuzzSubject.all.map(\.name))
    func subject(name: String) throws {
        let folder = try TemporaryFolder()
        let driver = try ChildProcess(
            Self.driver,
            [
                "--subject", name, "--inputs", "\(Self.budget[name] ?? 1000)", "--corpora", Self.corpora, "--keep",
                folder.url.path,
            ], folder: folder)
        let status = try driver.wait(upTo: .seconds(300))
        print(driver.output, terminator: "")
        guard status != 0 else { return }
        let input = FileManager.default.contents(atPath: folder.path("\(name).input")) ?? Data()
        Issue.record(
            """
            \(name) ended with \(status) (above 128: the signal is the rest). \(driver.output)\(driver.errors.suffix(2000))
            The input in base 64: \(input.base64EncodedString())
            """)
    }

    private static let corpora = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fuzz/Corpora").path

    private static let driver = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
        .map { $0.bundleURL.deletingLastPathComponent() }.map { $0.appending(path: "scoreline-fuzz").path } ?? ""
}
