import Glibc

/// A file without a name for readers that take a path. One thread.
final class ScratchFile: Sendable {
    static let shared = ScratchFile()
    private let descriptor: Int32

    private init() {
        var template = Array("/tmp/sl.XXXXXX".utf8CString)
        descriptor = unsafe template.withUnsafeMutableBufferPointer { buffer in
            guard let path = buffer.baseAddress else { return -1 }
            let descriptor = unsafe mkstemp(path)
            // Nobody else needs its name, and it is gone with the process.
            unsafe unlink(path)
            return descriptor
        }
        precondition(descriptor >= 0, "no temporary file can be made")
    }

    /// The path of a file with these bytes.
    func path(holding bytes: [UInt8]) -> String {
        let written = unsafe bytes.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        precondition(ftruncate(descriptor, bytes.count) == 0 && written == bytes.count, "the file can't be written")
        return "/proc/self/fd/\(descriptor)"
    }

    /// What a writer made of it.
    func bytes() -> [UInt8] {
        let size = Int(lseek(descriptor, 0, SEEK_END))
        return unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            count = max(0, unsafe pread(descriptor, buffer.baseAddress, size, 0))
        }
    }
}
