/// Why the engine can't run as asked.
package struct KernelError: Error, CustomStringConvertible {
    package let description: String
    init(_ description: String) { self.description = description }
}
