import Glibc

/// A file of bounded size, of which some are kept: `PATH` is written, `PATH.1` was before it. Or a named pipe.
final class FileSink: PredictionSink {
    private let path: String
    private let fileBytes: Int
    private let files: Int
    private var writer = DescriptorWriter()
    private var descriptor: Int32 = -1

    init(path: String, fileBytes: Int, files: Int) {
        self.path = path
        self.fileBytes = fileBytes
        self.files = files
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func write(_ lines: PredictionLines, isOver: () -> Bool, onStall: (String) -> Void) -> SinkAnswer {
        do throws(SinkFailure) {
            try prepare(for: lines.bytes.count)
        } catch {
            return SinkAnswer(written: 0, problem: error.description)
        }
        let answer = writer.write(lines, to: descriptor, isOver: isOver, onStall: onStall)
        // A pipe without a reader is opened again for the next one; a full disk has the rest of a line to come.
        if answer.problem != nil, !isRegular { leave() }
        return answer
    }

    /// Why the path can never be written to; nil when it can, or when it is a pipe that nobody reads yet.
    static func problem(_ path: String) -> String? {
        do throws(SinkFailure) {
            close(try open(path))
            return nil
        } catch {
            return error.code == ENXIO ? nil : error.description
        }
    }

    // MARK: The file

    /// Opens the file where it is not open, or no longer the one at the path, and begins another where this one is full.
    private func prepare(for count: Int) throws(SinkFailure) {
        if descriptor >= 0, isRegular, writer.rest.isEmpty {
            var (own, named) = (stat(), stat())
            let isGone = unsafe stat(path, &named) != 0 || fstat(descriptor, &own) != 0 || own.st_ino != named.st_ino
            if isGone {
                leave()
            } else if own.st_size > 0, Int(own.st_size) + count > fileBytes {
                try rotate()
            }
        }
        if descriptor < 0 { descriptor = try Self.open(path) }
    }

    private func rotate() throws(SinkFailure) {
        for number in stride(from: files - 1, to: 0, by: -1) {
            let (from, to) = (number == 1 ? path : "\(path).\(number - 1)", "\(path).\(number)")
            // Early in the life of a log there are fewer.
            guard unsafe rename(from, to) == 0 || errno == ENOENT else {
                throw SinkFailure("\(from) can't be renamed to \(to)", errno)
            }
        }
        if files == 1, unsafe unlink(path) != 0 { throw SinkFailure("\(path) can't be removed", errno) }
        leave()
    }

    private func leave() {
        close(descriptor)
        descriptor = -1
        writer.startOver()
    }

    private var isRegular: Bool {
        var status = stat()
        return unsafe fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// For its owner and group alone: records can hold what nobody else should read.
    private static func open(_ path: String) throws(SinkFailure) -> Int32 {
        let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK
        let descriptor = unsafe Glibc.open(path, flags, 0o640)
        guard descriptor >= 0 else {
            let code = errno
            throw code == ENXIO
                ? SinkFailure("nobody reads the pipe \(path)", code: code)
                : SinkFailure("\(path) can't be opened", code)
        }
        // Two writers would take each other's files away when they rotate.
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw SinkFailure("another process writes to \(path)", code: EWOULDBLOCK)
        }
        return descriptor
    }
}

/// Why a sink takes nothing, in one sentence.
struct SinkFailure: Error, CustomStringConvertible {
    let description: String
    let code: Int32

    init(_ description: String, code: Int32) {
        self.description = description
        self.code = code
    }

    init(_ problem: String, _ code: Int32) {
        description = unsafe "\(problem): \(String(cString: strerror(code)))"
        self.code = code
    }
}
