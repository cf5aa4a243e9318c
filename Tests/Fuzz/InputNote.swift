import Glibc

/// The input that is being read, in a file: it survives the process.
struct InputNote {
    private let path: String
    private let descriptor: Int32

    init(path: String) {
        self.path = path
        descriptor = unsafe open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        precondition(descriptor >= 0, "\(path) can't be written")
    }

    func write(_ bytes: [UInt8]) {
        let written = unsafe bytes.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        precondition(written == bytes.count && ftruncate(descriptor, bytes.count) == 0, "\(path) can't be written")
    }

    func remove() {
        close(descriptor)
        _ = unsafe unlink(path)
    }
}
