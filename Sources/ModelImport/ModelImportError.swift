/// Why a foreign model file can't be taken, in one sentence that says what was found where and, for a file of another
/// kind, what to export instead.
package struct ModelImportError: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}
