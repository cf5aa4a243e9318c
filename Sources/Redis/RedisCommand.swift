/// A command and its arguments, all binary-safe, in one buffer.
package struct RedisCommand: Sendable {
    var bytes: [UInt8] = []
    var ends: [Int] = []

    package init(_ name: String, _ arguments: String...) {
        append(name)
        for argument in arguments { append(argument) }
    }

    package mutating func append(_ argument: String) {
        bytes.append(contentsOf: argument.utf8)
        ends.append(bytes.count)
    }

    package mutating func append(_ argument: Int) { append(String(argument)) }

    package mutating func append(_ argument: [UInt8]) {
        bytes.append(contentsOf: argument)
        ends.append(bytes.count)
    }

    package mutating func append(_ argument: ArraySlice<UInt8>) {
        bytes.append(contentsOf: argument)
        ends.append(bytes.count)
    }

    package func appending(_ argument: [UInt8]) -> RedisCommand {
        var command = self
        command.append(argument)
        return command
    }

    package func appending(_ argument: Int) -> RedisCommand {
        var command = self
        command.append(argument)
        return command
    }

    var argumentCount: Int { ends.count }

    /// For messages.
    var name: String { String(decoding: bytes[..<(ends.first ?? 0)], as: UTF8.self) }
}
