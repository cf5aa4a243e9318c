/// A command and its arguments, all binary-safe, in one buffer: written down as the protocol has them, so that sending it
/// copies it once.
package struct RedisCommand: Sendable {
    /// What Redis takes at most; it closes the connection over more.
    static let maximumArguments = 1 << 20

    /// `$LENGTH\r\n…\r\n` for each argument.
    private(set) var bytes: [UInt8] = []
    private(set) var argumentCount = 0
    /// For messages.
    let name: String

    package init(_ name: String, _ arguments: String...) {
        self.name = name
        append(name)
        for argument in arguments { append(argument) }
    }

    package mutating func append(_ argument: String) {
        begin(argument.utf8.count)
        bytes.append(contentsOf: argument.utf8)
        end()
    }

    package mutating func append(_ argument: Int) { append(String(argument)) }

    package mutating func append(_ argument: [UInt8]) { append(argument[...]) }

    package mutating func append(_ argument: ArraySlice<UInt8>) {
        begin(argument.count)
        bytes.append(contentsOf: argument)
        end()
    }

    /// Makes room for more arguments, so many bytes together.
    package mutating func reserve(arguments count: Int, bytes size: Int) {
        // A length of up to ten digits and what stands around it.
        bytes.reserveCapacity(bytes.count + size + 15 * count)
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

    /// What goes before `bytes`.
    var header: [UInt8] { Array("*\(argumentCount)\r\n".utf8) }

    private mutating func begin(_ length: Int) {
        argumentCount += 1
        bytes.append(UInt8(ascii: "$"))
        var divisor = 1
        while length / divisor > 9 { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(length / divisor % 10))
            divisor /= 10
        }
        end()
    }

    private mutating func end() {
        bytes.append(UInt8(ascii: "\r"))
        bytes.append(UInt8(ascii: "\n"))
    }
}
