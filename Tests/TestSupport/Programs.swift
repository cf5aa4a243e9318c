import Foundation

/// The programs that were built together with the test or driver that asks.
package enum Programs {
    package static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
    package static let penguins = root + "/model_bin/penguins.safetensors"

    /// The programs lie beside the test bundle, or beside the program that asks, wherever that was built.
    package static func path(of program: String) throws -> String {
        let maps = try String(contentsOfFile: "/proc/self/maps", encoding: .utf8)
        let bundle = maps.split(separator: "\n").first { $0.hasSuffix("PackageTests.xctest") }
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let file = bundle.flatMap { line in line.firstIndex(of: "/").map { String(line[$0...]) } } ?? own
        let path = URL(filePath: file).deletingLastPathComponent().appending(path: program).path
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw TestFailure("\(path) is not there: build it with swift build --product \(program)")
        }
        return path
    }
}
