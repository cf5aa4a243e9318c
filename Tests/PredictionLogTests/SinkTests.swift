import Foundation
import JSONBytes
import TestSupport
import Testing

@testable import PredictionLog

@Suite struct SinkTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// Lines of that many records of one row.
    private func lines(_ count: Int, id: String = "a") -> PredictionLines {
        var lane = LaneFixture()
        let rows = Array(repeating: #"{"age": 1}"#, count: count).joined(separator: ",")
        lane.note([#"{"id": "\#(id)", "rows": [\#(rows)]}"#], Fixtures.regression, Array(repeating: 1, count: count))
        lane.commit()
        var taken = PredictionLines()
        for batch in lane.queue.takeAll() {
            var lines = PredictionLines()
            lines.write(batch, limit: .max) { block in
                taken = block
                block.removeAll()
            }
        }
        return taken
    }

    private func write(_ lines: PredictionLines, to sink: any PredictionSink) -> SinkAnswer {
        sink.write(lines, isOver: { false }, onStall: { _ in })
    }

    private func text(_ path: String) -> String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }

    @Test("A file is continued, rotated at its size, and no more than the number are kept", arguments: [1, 2, 3])
    func rotation(files: Int) throws {
        let path = folder.path("log")
        try "before\n".write(toFile: path, atomically: false, encoding: .utf8)
        let block = lines(10)
        let sink = FileSink(path: path, fileBytes: block.bytes.count + 10, files: files)
        #expect(write(block, to: sink).written == 10)
        #expect(text(path).hasPrefix("before\n{"))
        for number in 0..<4 { #expect(write(lines(10, id: String(number)), to: sink).problem == nil) }
        let kept = (0..<5).map { text($0 == 0 ? path : "\(path).\($0)") }
        #expect(kept.count { !$0.isEmpty } == files)
        for (age, text) in kept.prefix(files).enumerated() {
            #expect(text.split(separator: "\n").count == 10 && text.contains(#""job_id":"\#(3 - age)""#))
        }
    }

    @Test("A file that it makes is for its owner and group alone, the next one too")
    func permissions() throws {
        let path = folder.path("log")
        let block = lines(1)
        let sink = FileSink(path: path, fileBytes: block.bytes.count, files: 2)
        for _ in 0..<2 { #expect(write(block, to: sink).problem == nil) }
        for file in [path, path + ".1"] {
            let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
            #expect(mode.map { $0 & 0o137 } == 0, "\(file)")
        }
    }

    @Test("A file that was moved or removed is made again")
    func moved() throws {
        let path = folder.path("log")
        let sink = FileSink(path: path, fileBytes: 1 << 20, files: 2)
        #expect(write(lines(1), to: sink).problem == nil)
        try FileManager.default.moveItem(atPath: path, toPath: path + ".moved")
        #expect(write(lines(1), to: sink).problem == nil)
        try FileManager.default.removeItem(atPath: path)
        #expect(write(lines(2), to: sink).problem == nil)
        #expect(text(path).split(separator: "\n").count == 2)
    }

    @Test("Two workers can't write to one file")
    func locked() throws {
        let path = folder.path("log")
        let first = FileSink(path: path, fileBytes: 1 << 20, files: 2)
        #expect(write(lines(1), to: first).problem == nil)
        #expect(FileSink.problem(path) == "another process writes to \(path)")
        let answer = write(lines(1), to: FileSink(path: path, fileBytes: 1 << 20, files: 2))
        #expect(answer.written == 0 && answer.problem?.contains("another process") == true)
    }

    @Test("A full disk is told")
    func full() throws {
        let answer = write(lines(3), to: FileSink(path: "/dev/full", fileBytes: 1 << 20, files: 2))
        #expect(answer.written == 0 && answer.problem == "No space left on device")
    }

    @Test("A pipe waits for a reader, and serves the next one when that has gone")
    func pipe() throws {
        let path = folder.path("pipe")
        let made = unsafe mkfifo(path, 0o600)
        #expect(made == 0)
        let sink = FileSink(path: path, fileBytes: 1 << 20, files: 2)
        #expect(FileSink.problem(path) == nil)
        #expect(write(lines(2), to: sink).problem == "nobody reads the pipe \(path)")
        signal(SIGPIPE, SIG_IGN)
        for _ in 0..<2 {
            let reader = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
            try awaitNoWriter(reader)
            #expect(write(lines(2), to: sink).written == 2)
            #expect(read(reader).split(separator: "\n").count == 2)
            close(reader)
            try awaitNoReader(path)
            #expect(write(lines(2), to: sink).written == 0)
        }
    }

    @Test("A reader that goes away in the middle of a line leaves nothing of it to the next one")
    func nextReader() throws {
        let path = folder.path("pipe")
        let made = unsafe mkfifo(path, 0o600)
        #expect(made == 0)
        signal(SIGPIPE, SIG_IGN)
        let sink = FileSink(path: path, fileBytes: 1 << 20, files: 2)
        var reader = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        let block = lines(400)
        var stalls = 0
        let answer = sink.write(
            block, isOver: { false },
            onStall: { _ in
                // Once: afterwards the number may be another test's.
                if stalls == 0 { close(reader) }
                stalls += 1
            })
        #expect((1..<400).contains(answer.written) && answer.problem != nil)
        reader = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        try awaitNoWriter(reader)
        #expect(write(lines(2), to: sink).written == 2)
        let found = read(reader).split(separator: "\n")
        #expect(found.count == 2)
        for line in found { _ = try JSONValue.parse(Array(line.utf8).span) }
        close(reader)
    }

    @Test("A line that a full pipe cut is continued, and the lines behind it are whole")
    func torn() throws {
        var ends: [Int32] = [-1, -1]
        let made = unsafe Glibc.pipe(&ends)
        #expect(made == 0)
        for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
        var writer = DescriptorWriter()
        var (sent, stalls) = (0, 0)
        let block = lines(400)
        let first = writer.write(block, to: ends[1], isOver: { stalls > 0 }, onStall: { _ in stalls += 1 })
        sent += first.written
        #expect(first.problem == "its reader takes nothing" && (1..<400).contains(first.written) && stalls == 1)
        #expect(!writer.rest.isEmpty)
        var text = read(ends[0])
        let second = writer.write(lines(1, id: "b"), to: ends[1], isOver: { true }, onStall: { _ in })
        #expect(second.written == 1)
        text += read(ends[0])
        let found = text.split(separator: "\n")
        #expect(found.count == sent + 1 && text.hasSuffix("\n"))
        for line in found { _ = try JSONValue.parse(Array(line.utf8).span) }
        for end in ends { close(end) }
    }

    /// A child that another test starts has copies of all descriptors until its program begins, and a pipe's last reader may
    /// be one.
    private func awaitNoReader(_ path: String) throws {
        try eventually("nobody reads \(path)") {
            let writer = unsafe open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
            if writer < 0 { return errno == ENXIO }
            close(writer)
            return false
        }
    }

    /// Such a copy of the last writer keeps the lock, and what was written for the reader before.
    private func awaitNoWriter(_ reader: Int32) throws {
        try eventually("nobody writes to the pipe") {
            var rest = [UInt8](repeating: 0, count: 1 << 16)
            return unsafe Glibc.read(reader, &rest, rest.count) == 0
        }
    }

    /// All that a pipe holds.
    private func read(_ descriptor: Int32) -> String {
        var bytes: [UInt8] = []
        while true {
            var piece = [UInt8](repeating: 0, count: 1 << 16)
            let count = unsafe Glibc.read(descriptor, &piece, piece.count)
            if count <= 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += piece.prefix(count)
        }
    }
}
