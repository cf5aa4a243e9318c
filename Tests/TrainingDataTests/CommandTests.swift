import Foundation
import Glibc
import TestSupport
import Testing

@testable import TrainingData

@Suite struct CommandTests {
    private let folder: DataFolder

    init() throws { folder = try DataFolder() }

    @Test("A command runs in its folder, and what it prints is the table")
    func prints() throws {
        try folder.write("a,b\n1,2\n", "t.csv")
        let table = try folder.run("cat t.csv; echo '3,\"4\n\"'")
        #expect(table.texts == [["1", "2"], ["3", "4\n"]])
        #expect(table.placeText(of: 1) == "the command's output, line 3")
        #expect(try folder.run("echo '{\"a\": 1}'").columns == ["a"])
    }

    @Test("What a command prints may be gzip")
    func gzip() throws { #expect(try folder.run("printf 'a\\n1\\n' | gzip").texts == [["1"]]) }

    static let failing: [(command: String, expected: String)] = [
        ("true", "the command's output is empty; its first line must name the columns"),
        ("echo a; echo 1; exit 3", "the command failed with exit status 3"),
        (
            "echo a; echo 1; echo first >&2; printf 'no\\tway: out\\n \\n' >&2; exit 1",
            "the command failed with exit status 1: noway: out"
        ),
        ("echo a,b; echo 1", "the command's output, line 2: expected 2 cells, found 1"),
        ("kill -9 $$", "the command was ended by signal 9"),
        ("echo a; echo 1; exec >&-; echo late >&2; exit 4", "the command failed with exit status 4: late"),
    ]

    @Test("A command that fails is an error, with the last line that it complained in", arguments: failing)
    func fails(command: String, expected: String) {
        #expect(folder.message { try folder.run(command) } == expected)
    }

    @Test("A command that can't be found fails with the shell's words")
    func absent() {
        let message = folder.message { try folder.run("no-such-program-here --x") }
        #expect(message.hasPrefix("the command failed with exit status 127: "))
        #expect(message.contains("no-such-program-here"))
    }

    @Test("A folder that is not there is an error")
    func absentFolder() {
        let reader = DataReader(DataChoices(.command("echo a", folder: folder.path + "/absent")))
        #expect(throws: DataError.self) { try reader.read() }
    }

    @Test("Complaints of any length stop neither the command nor the reading")
    func longComplaints() throws {
        let command = """
            i=0; echo a
            while [ $i -lt 5000 ]; do echo $i; echo "a complaint number $i" >&2; i=$((i+1)); done
            """
        #expect(try folder.run(command).rowCount == 5000)
        let message = folder.message { try folder.run(command + "; exit 1") }
        #expect(message == "the command failed with exit status 1: a complaint number 4999")
    }

    @Test("A command that would print for ever ends with the reading, and so does all that it started")
    func endless() throws {
        let message = folder.message { try folder.run("sleep 1000 & echo $! $$ > pids; echo a; yes 1,2") }
        #expect(message == "the command's output, line 2: expected 1 cells, found 2")
        let pids = try String(contentsOfFile: folder.folder.path("pids"), encoding: .utf8)
            .split(whereSeparator: \.isWhitespace).compactMap { pid_t($0) }
        #expect(pids.count == 2)
        // The shell was waited for; the other has a new parent, which may take a moment to do so.
        #expect(kill(pids[1], 0) == -1 && errno == ESRCH)
        try eventually("what the shell started ends") { isEnded(pids[0]) }
    }

    private func isEnded(_ process: pid_t) -> Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return true }
        return status.contains(") Z ")
    }
}
