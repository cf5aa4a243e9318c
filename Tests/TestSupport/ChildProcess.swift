package import Foundation

/// A program that runs beside a test and ends with it, also when the test process is killed.
///
/// A shell between the two holds one end of a socket pair whose other end only this process has: when it closes, for
/// whatever reason, the shell kills the program.
package final class ChildProcess {
    package let pid: Int32
    package let standardOutput: URL
    package let standardError: URL
    private let command: String
    private let shell: pid_t
    private let lifeline: Int32
    private var status: Int32?

    /// Files for the streams are made in `folder`; `input` is the path that standard input reads.
    package init(
        _ executable: String, _ arguments: [String], folder: TemporaryFolder, environment: [String: String] = [:],
        input: String = "/dev/null"
    ) throws {
        let name = URL(filePath: executable).lastPathComponent + "-" + UUID().uuidString.prefix(8)
        standardOutput = folder.url.appending(path: name + ".out")
        standardError = folder.url.appending(path: name + ".err")
        let pidFile = folder.path(name + ".pid")
        command = ([executable] + arguments).joined(separator: " ")

        // close-on-exec from the first moment: no other child may hold this one's lifeline.
        var ends: [Int32] = [-1, -1]
        guard unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw TestFailure("socketpair failed")
        }
        lifeline = ends[0]
        defer { close(ends[1]) }
        let script = """
            exec 3<&0
            "$@" <"$CHILD_INPUT" 3<&- & pid=$!
            (read _ <&3; kill -9 $pid) 2>/dev/null & dog=$!
            echo $pid >"$CHILD_PID.new"; mv "$CHILD_PID.new" "$CHILD_PID"
            wait $pid; status=$?
            kill $dog 2>/dev/null
            exit $status
            """
        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
            .merging(["CHILD_PID": pidFile, "CHILD_INPUT": input]) { $1 }
        shell = try Self.spawn(
            ["/bin/sh", "-c", script, "sh", executable] + arguments, variables.map { "\($0)=\($1)" }, input: ends[1],
            output: standardOutput.path, error: standardError.path)
        try eventually("\(executable) has a process id") { FileManager.default.fileExists(atPath: pidFile) }
        pid = Int32(try String(contentsOfFile: pidFile, encoding: .utf8).trimmingCharacters(in: .newlines)) ?? 0
    }

    deinit {
        if isRunning { kill(pid, SIGKILL) }
        close(lifeline)
        if status == nil { _ = waitpid(shell, nil, 0) }
    }

    package var isRunning: Bool {
        if status != nil { return false }
        var raw: Int32 = 0
        guard unsafe waitpid(shell, &raw, WNOHANG) == shell else { return true }
        status = (raw >> 8) & 0xff
        return false
    }

    package func signal(_ number: Int32) { kill(pid, number) }

    /// Waits for the end and gives the exit status; 128 + N when signal N ended the program.
    @discardableResult
    package func wait(upTo limit: Duration = .seconds(600)) throws -> Int32 {
        try eventually("\(command) ends", within: limit) { !isRunning }
        return status ?? -1
    }

    package var output: String { (try? String(contentsOf: standardOutput, encoding: .utf8)) ?? "" }
    package var errors: String { (try? String(contentsOf: standardError, encoding: .utf8)) ?? "" }

    private static func spawn(
        _ arguments: [String], _ environment: [String], input: Int32, output: String, error: String
    ) throws -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        let flags = O_WRONLY | O_CREAT | O_TRUNC
        unsafe posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, flags, 0o644)
        unsafe posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, error, flags, 0o644)
        // Sockets and pipes of the tests beside this one, which would stay open as long as the child runs.
        for descriptor in STDERR_FILENO + 1..<1024 { unsafe posix_spawn_file_actions_addclose(&actions, descriptor) }
        let argv = unsafe arguments.map { unsafe strdup($0) } + [nil]
        let envp = unsafe environment.map { unsafe strdup($0) } + [nil]
        defer { unsafe (argv + envp).forEach { unsafe free($0) } }
        var child: pid_t = 0
        let result = unsafe posix_spawn(&child, arguments[0], &actions, nil, argv, envp)
        guard result == 0 else { throw TestFailure("can't start \(arguments[0]): error \(result)") }
        return child
    }
}
