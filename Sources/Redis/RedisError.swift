/// A command that did not succeed. Messages name the server and the command, never a password or a payload.
package struct RedisError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Kind: Equatable, Sendable {
        case connectFailed
        /// The server closed the connection, or the system did.
        case connectionLost
        /// The reply may still come: nothing can be told about the command.
        case timedOut
        case interrupted
        /// A reply's header announces more than the limit.
        case replyTooLarge
        /// Bytes that are no reply.
        case protocolViolation
        /// The server said no; its error's first word, such as `OOM` or `NOSCRIPT`.
        case server(code: String)
        /// A reply of another type than the command gives.
        case unexpectedReply
    }

    package let kind: Kind
    package let description: String

    package init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }

    /// False when the stream of replies is broken: drop the connection.
    package var isConnectionUsable: Bool {
        switch kind {
        case .server, .unexpectedReply: true
        default: false
        }
    }

    /// The same error, naming the key of the command where the key is what is wrong.
    package func locating(_ key: String) -> RedisError {
        guard isServer("WRONGTYPE") else { return self }
        return RedisError(
            kind, "the key \(key) has a type that Scoreline never gives it and must be removed: \(description)")
    }

    package func isServer(_ code: String) -> Bool { kind == .server(code: code) }

    /// The login or the permissions are wrong: trying again does not help.
    package var isAccessRefused: Bool {
        ["NOAUTH", "WRONGPASS", "NOPERM"].contains { isServer($0) }
    }

    /// The server is up and will serve soon: starting, failing over, busy with a script, out of memory.
    package var isTemporary: Bool {
        ["LOADING", "BUSY", "TRYAGAIN", "MASTERDOWN", "READONLY", "OOM", "CLUSTERDOWN"].contains { isServer($0) }
    }
}
