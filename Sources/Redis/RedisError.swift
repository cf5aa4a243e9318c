/// A command that did not succeed. Messages name the server and the command, never a password or a payload.
package struct RedisError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Kind: Equatable, Sendable {
        case connectFailed
        /// Sentinels or nodes of a cluster answer, but no primary does that serves the keys: a failover is under way.
        case noPrimary
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

    /// False when the stream of replies is broken, or when the server is not, or no longer, the one that serves the keys:
    /// drop the connection. Opening another finds out who does.
    package var isConnectionUsable: Bool {
        switch kind {
        case .server(let code): !Self.deposed.contains(code)
        case .unexpectedReply: true
        default: false
        }
    }

    /// What a server says that was a primary, or has given the slot away, or is cut off from the majority.
    private static let deposed: Set = [
        "READONLY", "MASTERDOWN", "UNBLOCKED", "NOREPLICAS", "MOVED", "CLUSTERDOWN",
    ]

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

    /// The login is right, and its user may not do this; also what a script says of its user.
    package var isPermissionRefused: Bool {
        isServer("NOPERM") || (isServer("ERR") && description.contains("The user executing the script can't"))
    }

    /// Somebody will serve soon: the server is starting, busy with a script, out of memory, failing over, or the slot moves.
    package var isTemporary: Bool {
        switch kind {
        case .noPrimary: true
        case .server(let code): Self.deposed.contains(code) || Self.passing.contains(code)
        default: false
        }
    }

    private static let passing: Set = ["LOADING", "BUSY", "TRYAGAIN", "ASK", "OOM"]

    /// The command was surely not executed: it was not sent, or the server refused it.
    package var wasRefused: Bool {
        switch kind {
        case .connectFailed, .noPrimary, .server: true
        default: false
        }
    }
}
