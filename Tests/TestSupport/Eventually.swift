import Glibc

/// A test can't go on.
package struct TestFailure: Error, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}

/// Waits until a condition holds; the limit is far above what a slow machine needs, so reaching it is a failure.
package func eventually(
    _ what: String, within limit: Duration = .seconds(300), _ condition: () throws -> Bool
) throws {
    let deadline = ContinuousClock.now + limit
    while try !condition() {
        guard ContinuousClock.now < deadline else { throw TestFailure("it never happened that \(what)") }
        // Yields the core between two looks; nothing depends on how long.
        _ = poll(nil, 0, 2)
    }
}
