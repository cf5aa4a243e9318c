import Tables

/// Why there is no table to train from, in one sentence with the file and line at fault.
package struct DataError: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }

    init(_ error: TableError) { description = error.description }
}
