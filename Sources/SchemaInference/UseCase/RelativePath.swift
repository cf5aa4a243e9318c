import Glibc

/// Paths from one place to another.
enum RelativePath {
    /// How a file is named in a folder; both must exist.
    static func from(folder: String, to file: String) throws(SchemaError) -> String {
        let base = try real(folder)
        let target = try real(file)
        let common = zip(base, target.dropLast()).prefix { $0 == $1 }.count
        return (Array(repeating: "..", count: base.count - common) + target[common...]).joined(separator: "/")
    }

    /// The parts of the absolute path without links.
    private static func real(_ path: String) throws(SchemaError) -> [Substring] {
        guard let resolved = unsafe realpath(path, nil) else {
            throw SchemaError(.work, "\(path) can't be found: \(unsafe String(cString: strerror(errno)))")
        }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved).split(separator: "/")
    }
}
