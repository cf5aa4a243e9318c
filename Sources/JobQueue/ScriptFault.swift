#if FAULT_HOOKS
    import Files
    import Glibc

    /// Exchanges scripts of the queue without a new build, for tests of two versions at work on one queue and of broken ones.
    /// Debug builds only.
    enum ScriptFault {
        /// The environment variable that names the folder.
        private static let variable = "SCORELINE_FAULT_SCRIPTS"
        private static let largest = 1 << 20

        /// The bytes of `NAME.lua` in the folder; nil when there is no folder or no such file in it.
        static func replacement(of name: String) -> [UInt8]? {
            guard let folder = unsafe getenv(variable) else { return nil }
            let path = unsafe String(cString: folder) + "/\(name).lua"
            guard unsafe access(path, F_OK) == 0 else { return nil }
            // Only a test sets the variable: one that would go on with the embedded script would prove nothing.
            do { return try FileBytes.read(path, limit: largest) } catch { fatalError("\(variable): \(error)") }
        }
    }
#endif
