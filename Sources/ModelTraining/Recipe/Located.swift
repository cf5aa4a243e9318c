/// A value and the line of the recipe on which it stands.
package struct Located<Value: Sendable & Equatable>: Sendable, Equatable {
    package var value: Value
    package var line: Int

    package init(_ value: Value, line: Int) {
        self.value = value
        self.line = line
    }
}
