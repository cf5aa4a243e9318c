import Glibc

/// Whole files of bounded size, read and replaced.
package enum FileBytes {
    /// The bytes of a file or, for `-`, of standard input; refused as soon as they are more than `limit`.
    package static func read(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        let descriptor = path == "-" ? STDIN_FILENO : unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError(path, "can't be opened", errno) }
        defer { if path != "-" { close(descriptor) } }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw FileError(path, "can't be examined", errno) }
        if (status.st_mode & S_IFMT) == S_IFDIR { throw FileError(path, "is a folder, not a file") }
        if (status.st_mode & S_IFMT) == S_IFREG, Int(status.st_size) > limit { throw tooLarge(path, limit) }

        var bytes: [UInt8] = []
        let piece = 1 << 16
        while true {
            let start = bytes.count
            bytes.append(contentsOf: repeatElement(0, count: piece))
            let count = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(descriptor, buffer.baseAddress.map { unsafe $0 + start }, piece)
            }
            if count < 0, errno == EINTR {
                bytes.removeLast(piece)
                continue
            }
            guard count >= 0 else { throw FileError(path, "can't be read", errno) }
            bytes.removeLast(piece - count)
            if count == 0 { return bytes }
            if bytes.count > limit { throw tooLarge(path, limit) }
        }
    }

    /// Replaces a file as a whole: readers see the old bytes or the new ones, also after a crash half-way.
    package static func replace(_ path: String, with bytes: [UInt8]) throws(FileError) {
        var template = Array((path + ".XXXXXX").utf8CString)
        let descriptor = unsafe template.withUnsafeMutableBufferPointer { buffer in
            unsafe buffer.baseAddress.map { unsafe mkstemp($0) } ?? -1
        }
        guard descriptor >= 0 else { throw FileError(path, "can't be written", errno) }
        let temporary = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        do throws(FileError) {
            defer { close(descriptor) }
            try write(bytes, to: descriptor, path: path)
            guard fchmod(descriptor, 0o644) == 0, fsync(descriptor) == 0 else {
                throw FileError(path, "can't be written", errno)
            }
        } catch {
            _ = unsafe unlink(temporary)
            throw error
        }
        guard unsafe rename(temporary, path) == 0 else {
            let code = errno
            _ = unsafe unlink(temporary)
            throw FileError(path, "can't be replaced", code)
        }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32, path: String) throws(FileError) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(descriptor, buffer.baseAddress.map { unsafe $0 + written }, bytes.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileError(path, "can't be written", errno) }
            written += count
        }
    }

    private static func tooLarge(_ path: String, _ limit: Int) -> FileError {
        FileError(path, "is larger than the limit of \(limit) bytes")
    }
}

/// A file that can't be used, in one sentence.
package struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String

    init(_ path: String, _ problem: String, _ code: Int32? = nil) {
        let name = path == "-" ? "standard input" : path
        let reason = code.map { unsafe ": " + String(cString: strerror($0)) } ?? ""
        description = "\(name) \(problem)\(reason)"
    }
}
