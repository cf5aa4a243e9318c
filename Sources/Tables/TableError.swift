import Glibc

/// A table that can't be read or written, in one sentence with its file and line.
package struct TableError: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }

    package init(_ file: String, line: Int, _ problem: String) {
        self.init("\(file), line \(line): \(problem)")
    }

    /// A call of the system that failed with `code`.
    package init(_ file: String, _ problem: String, errno code: Int32) {
        self.init("\(file) \(problem): \(unsafe String(cString: strerror(code)))")
    }
}
