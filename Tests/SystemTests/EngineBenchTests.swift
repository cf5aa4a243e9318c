import Foundation
import JSONBytes
import ScoringEngine
import TestSupport
import Testing

@Suite struct EngineBenchTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(_ program: String, _ arguments: [String]) throws -> ChildProcess {
        let process = try ChildProcess(try Programs.path(of: program), arguments, folder: folder)
        try process.wait()
        return process
    }

    private func bench(_ arguments: [String]) throws -> ChildProcess {
        try run("scoreline", ["bench", "engine", Programs.penguins, "--seconds", "0", "--runs", "1"] + arguments)
    }

    private func json(_ process: ChildProcess) throws -> JSONValue {
        let text = Array(process.output.utf8)
        return try JSONValue.parse(text.span)
    }

    @Test("Every kernel of this processor is timed for every size of a call, and gives the reference scorer's margins")
    func kernels() throws {
        let process = try bench(["--batch", "1,33", "--json"])
        #expect((try process.wait()) == 0, "\(process.errors)")
        let document = try json(process)
        #expect(document["mismatches"]?.integer == 0)
        #expect(document["checked_rows"]?.integer == 66)
        let kernels = (document["packed"]?.array ?? []).compactMap { $0["kernel"]?.string }
        let missing = (document["not_run"]?.array ?? []).compactMap(\.string)
        #expect(Set(kernels + missing) == ["avx512", "avx2", "neon", "portable", "general"])
        #expect(kernels.contains("portable") && kernels.contains("general"))
        let results = (document["results"]?.array ?? []).map {
            "\($0["kernel"]?.string ?? "") \($0["batch"]?.integer ?? 0)"
        }
        #expect(results == kernels.flatMap { ["\($0) 1", "\($0) 33"] })
    }

    @Test("Raw rows of either type give the same margins, rows × outputs", arguments: [false, true])
    func rawRows(isDouble: Bool) throws {
        // Two rows of the model's six columns; the second one has nothing.
        let rows: [Float] = [0, 39.5, 17.5, 190, 3_800, 1] + [Float](repeating: .nan, count: 6)
        var bytes = Data()
        for value in rows {
            if isDouble {
                var bits = Double(value).bitPattern.littleEndian
                unsafe withUnsafeBytes(of: &bits) { unsafe bytes.append(contentsOf: $0) }
            } else {
                var bits = value.bitPattern.littleEndian
                unsafe withUnsafeBytes(of: &bits) { unsafe bytes.append(contentsOf: $0) }
            }
        }
        try bytes.write(to: URL(filePath: folder.path("rows")))
        let process = try bench([
            "--rows-file", folder.path("rows"), "--dtype", isDouble ? "f64" : "f32", "--batch", "1", "--kernel",
            "portable", "--margins-out", folder.path("margins"), "--json",
        ])
        #expect((try process.wait()) == 0, "\(process.errors)")
        #expect(try json(process)["rows"]?.integer == 2)
        let margins = try Data(contentsOf: URL(filePath: folder.path("margins")))
        #expect(margins.count == 2 * 3 * 8)
        let numbers = stride(from: 0, to: margins.count, by: 8).map { start in
            Double(bitPattern: (0..<8).reduce(UInt64(0)) { $0 | UInt64(margins[start + $1]) << UInt64(8 * $1) })
        }
        #expect(numbers.allSatisfy(\.isFinite) && numbers[0..<3] != numbers[3..<6])
    }

    @Test("Where no kernel ran nothing claims that margins are right")
    func nothingRan() throws {
        let lacking = try #require(Kernel.allCases.first { !$0.isSupported })
        let process = try bench(["--kernel", lacking.rawValue])
        #expect((try process.wait()) == 0, "\(process.errors)")
        #expect(process.output.contains("\(lacking.rawValue): not run, this CPU lacks it"))
        #expect(process.output.contains("nothing was measured") && !process.output.contains("reference"))
    }

    @Test(
        "What can't be measured is refused in a sentence",
        arguments: [
            (["--kernel", "avx9"], Int32(2), "avx9 is no kernel"), (["--batch", "0"], 2, "batch: 0"),
            (["--dtype", "f32"], 2, "for rows-file"), (["--rows-file", "README", "--dtype", "f16"], 2, "neither f32"),
            (["--rows-file", "README", "--rows", "README"], 2, "only one"),
            (["--rows-file", "SHORT"], 1, "expected a multiple of 24"),
        ])
    func refusals(arguments: [String], status: Int32, sentence: String) throws {
        try Data([1, 2, 3]).write(to: URL(filePath: folder.path("short")))
        let process = try bench(arguments.map { $0 == "SHORT" ? folder.path("short") : $0 })
        #expect((try process.wait()) == status)
        #expect(process.errors.contains(sentence), "\(process.errors)")
    }

    @Test("inspect --layout says how the engine lays a model out, and why")
    func layout() throws {
        let text = try run("scoreline-trainer", ["inspect", Programs.penguins, "--layout"]).output
        #expect(text.contains("\nlayout ") && text.contains("\nbecause ") && text.contains("TREES"), "\(text)")
        let layout = try json(run("scoreline-trainer", ["inspect", Programs.penguins, "--layout", "--json"]))["layout"]
        #expect(layout?["name"]?.string == "bit-sliced")
        #expect((layout?["bytes"]?.integer ?? 0) > 0)
        let trees = (layout?["paths"]?.array ?? []).reduce(0) { $0 + ($1["trees"]?.integer ?? 0) }
        let document = try json(run("scoreline-trainer", ["inspect", Programs.penguins, "--json"]))
        #expect(trees == document["trees"]?.integer)
        #expect(document["layout"] == nil)
    }
}
