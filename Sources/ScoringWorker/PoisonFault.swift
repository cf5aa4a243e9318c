#if FAULT_HOOKS
    import Glibc

    /// Lets a payload kill the worker, as a bug in a decoder would. Debug builds only.
    enum PoisonFault {
        /// What the environment says a deadly payload contains; empty for none.
        private static let text: [UInt8] = {
            guard let value = unsafe getenv("SCORELINE_FAULT_POISON") else { return [] }
            return Array(unsafe String(cString: value).utf8)
        }()

        /// Does not return when the payload contains the text: no signal handler runs, no buffer is flushed.
        static func strike(_ payload: Span<UInt8>) {
            guard !text.isEmpty, payload.count >= text.count else { return }
            for start in 0...(payload.count - text.count) where payload[start] == text[0] {
                if text.indices.allSatisfy({ payload[start + $0] == text[$0] }) { kill(getpid(), SIGKILL) }
            }
        }
    }
#endif
