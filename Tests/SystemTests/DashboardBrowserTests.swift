import Foundation
import TestSupport
import Testing

/// The dashboard in a real Chromium: each file of `Tests/browser` is a world of its own, with its own Redis.
@Suite(.serialized) struct DashboardBrowserTests {
    private static let folder = Programs.root + "/Tests/browser"

    @Test(
        "Chromium finds what the pages are for, as people use them",
        arguments: ["test_tasks", "test_access", "test_accessibility", "test_actions"])
    func browser(file: String) throws {
        let folder = try TemporaryFolder()
        let setup = try ChildProcess(
            Programs.root + "/scripts/python-venv.sh", ["browser", Self.folder + "/requirements.txt"], folder: folder)
        guard try setup.wait(upTo: .seconds(1800)) == 0 else { throw TestFailure(setup.errors) }
        let programs = URL(filePath: try Programs.path(of: "scoreline")).deletingLastPathComponent().path
        let process = try ChildProcess(
            setup.output.trimmingCharacters(in: .newlines),
            ["-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "\(Self.folder)/\(file).py"], folder: folder,
            environment: ["SCORELINE_PROGRAMS": programs, "PYTHONDONTWRITEBYTECODE": "1"])
        let status = try process.wait(upTo: .seconds(1800))
        #expect(status == 0, "\(process.output)\(process.errors)")
        #expect(!process.output.contains("skipped"), "\(process.output)")
    }
}
