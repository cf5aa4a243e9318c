import Glibc
import Tables

/// What a command prints. The command has a session of its own, so that it and all it started can be ended together and
/// nothing of it waits for a terminal.
final class CommandInput: ByteInput {
    private static let pieceSize = 1 << 18
    /// POSIX_SPAWN_SETSID of <spawn.h>, which Swift does not see.
    private static let newSession: Int16 = 0x80

    var name: String { "the command's output" }
    var size: Int? { nil }
    private let process: pid_t
    private let output: Descriptor
    private let complaints: Descriptor
    private var message = LastLine()
    private var hasEnded = false

    /// Starts `line` with `/bin/sh -c` in `folder`.
    init(_ line: String, folder: String) throws(TableError) {
        let (output, outputEnd) = try Self.pipe()
        let (complaints, complaintsEnd) = try Self.pipe()
        process = try Self.start(line, folder: folder, output: outputEnd, complaints: complaintsEnd)
        self.output = output
        self.complaints = complaints
    }

    /// Ends a command that was not read to its end.
    deinit {
        guard !hasEnded else { return }
        kill(-process, SIGKILL)
        var status: Int32 = 0
        while unsafe waitpid(process, &status, 0) < 0, errno == EINTR {}
    }

    /// Reads complaints meanwhile: a command whose standard error nobody reads would stop.
    func next() throws(TableError) -> [UInt8]? {
        guard !hasEnded else { return nil }
        while true {
            var entries = [output, complaints].map {
                pollfd(fd: $0.number, events: Int16(POLLIN), revents: 0)
            }
            if unsafe poll(&entries, 2, -1) < 0 {
                if errno == EINTR { continue }
                throw TableError(name, "can't be waited for", errno: errno)
            }
            if entries[1].revents != 0 { takeComplaints() }
            guard entries[0].revents != 0 else { continue }
            guard let piece = try output.read(Self.pieceSize, name) else { continue }
            if !piece.isEmpty { return piece }
            try finish()
            return nil
        }
    }

    private func takeComplaints() {
        guard let bytes = try? complaints.read(1 << 12, name) else { return }
        if bytes.isEmpty { complaints.close() } else { message.append(bytes) }
    }

    /// Waits for the exit of a command that has closed its output.
    private func finish() throws(TableError) {
        output.close()
        var status: Int32 = 0
        while true {
            let result = unsafe waitpid(process, &status, WNOHANG)
            if result == process { break }
            guard result == 0 || errno == EINTR else { throw TableError(name, "can't be waited for", errno: errno) }
            // It may still write complaints; where they are closed, this is a wait of some milliseconds.
            var entry = pollfd(fd: complaints.number, events: Int16(POLLIN), revents: 0)
            if unsafe poll(&entry, 1, 10) > 0 { takeComplaints() }
        }
        hasEnded = true
        var entry = pollfd(fd: complaints.number, events: Int16(POLLIN), revents: 0)
        while unsafe poll(&entry, 1, 0) > 0, complaints.isOpen { takeComplaints() }
        let signal = status & 0x7F
        let code = status >> 8 & 0xFF
        guard signal != 0 || code != 0 else { return }
        let reason = message.text.isEmpty ? "" : ": \(message.text)"
        throw TableError(
            signal != 0
                ? "the command was ended by signal \(signal)\(reason)"
                : "the command failed with exit status \(code)\(reason)")
    }

    // MARK: Starting

    private static func pipe() throws(TableError) -> (reading: Descriptor, writing: Descriptor) {
        var numbers: [Int32] = [0, 0]
        guard unsafe Glibc.pipe(&numbers) == 0 else {
            throw TableError("the command", "can't get a pipe", errno: errno)
        }
        // Neither end may live on in a program that is started meanwhile.
        for number in numbers { _ = fcntl(number, F_SETFD, FD_CLOEXEC) }
        return (Descriptor(numbers[0]), Descriptor(numbers[1]))
    }

    private static func start(
        _ line: String, folder: String, output: Descriptor, complaints: Descriptor
    ) throws(TableError) -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, output.number, STDOUT_FILENO)
        unsafe posix_spawn_file_actions_adddup2(&actions, complaints.number, STDERR_FILENO)

        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        // Signals that this program ignores or blocks are the command's to handle.
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        unsafe sigaddset(&signals, SIGPIPE)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        unsafe posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF) | newSession)

        // The outer shell goes to the folder, and is replaced by that of the command. `cd` would look up other relative
        // paths in CDPATH.
        let place = folder.hasPrefix("/") ? folder : "./" + folder
        let words = ["/bin/sh", "-c", #"cd -- "$1" && exec /bin/sh -c "$2""#, "sh", place, line]
        var arguments = unsafe words.map { unsafe strdup($0) }
        defer { unsafe arguments.forEach { unsafe free($0) } }
        unsafe arguments.append(nil)
        var process: pid_t = 0
        let code = unsafe posix_spawn(&process, "/bin/sh", &actions, &attributes, &arguments, environ)
        guard code == 0 else { throw TableError("the command", "can't be started in \(folder)", errno: code) }
        return process
    }
}
