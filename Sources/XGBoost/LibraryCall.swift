import CXGBoost
import Glibc
import Synchronization

/// Calls into the library: its error text and its log belong to the calling thread and to the last call, so both are
/// taken at once.
enum LibraryCall {
    /// Runs calls that return 0 for success; gives the lines that the library logged meanwhile on this thread.
    @discardableResult
    static func perform(_ action: String, _ body: () -> Int32) throws(XGBoostError) -> [String] {
        let log = LibraryLog.start()
        let status = body()
        let lines = log.finish()
        guard status == 0 else {
            let text = unsafe XGBGetLastError().map { unsafe String(cString: $0) } ?? "no reason given"
            throw XGBoostError("XGBoost can't \(action): \(firstSentence(of: text))")
        }
        return lines
    }

    /// `[12:00:00] ./src/learner.cc:553: Unknown metric: x\nStack trace: …` → `Unknown metric: x`.
    static func firstSentence(of text: String) -> String {
        let lines = text.split(separator: "\n").prefix { !$0.hasPrefix("Stack trace") }
        var sentence = lines.joined(separator: " ")
        if sentence.hasPrefix("["), let end = sentence.firstRange(of: "] ") {
            sentence.removeSubrange(..<end.upperBound)
        }
        if let file = sentence.firstMatch(of: #/^\S+\.(?:cc|h|cu):\d+: /#) { sentence.removeSubrange(file.range) }
        return sentence
    }
}

/// The library's messages, which it hands to a C function without context: kept per thread.
private struct LibraryLog {
    private static let lines = Mutex<[UInt: [String]]>([:])
    private let thread: UInt

    /// The callback's registration is the thread's own.
    static func start() -> LibraryLog {
        let thread = UInt(pthread_self())
        lines.withLock { $0[thread] = [] }
        _ = unsafe XGBRegisterLogCallback { message in
            guard let message = unsafe message else { return }
            LibraryLog.append(unsafe String(cString: message))
        }
        return LibraryLog(thread: thread)
    }

    /// Messages of the library's own helper threads have no list and are dropped: none of them is about a parameter.
    private static func append(_ message: String) {
        let thread = UInt(pthread_self())
        lines.withLock { $0[thread]?.append(message) }
    }

    func finish() -> [String] {
        Self.lines.withLock { $0.removeValue(forKey: thread) } ?? []
    }
}
