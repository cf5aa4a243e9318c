import Testing

@testable import Redis

@Suite struct ReplyScannerTests {
    private func scan(_ text: String, pieces: Int, limit: Int = 10) throws {
        var scanner = ReplyScanner(maximumBulkLength: limit)
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(pieces))
            try scanner.scan(piece.span)
            rest = rest.dropFirst(pieces)
        }
    }

    @Test("Replies of every type pass, cut anywhere", arguments: 1...12)
    func accepted(pieces: Int) throws {
        try scan(
            "*5\r\n$3\r\n$99\r\n:12\r\n+OK 99999\r\n-ERR 99999\r\n$-1\r\n*-1\r\n$0\r\n\r\n$10\r\n0123456789\r\n",
            pieces: pieces)
    }

    @Test(
        "Headers above the limits and bytes that are no reply are refused, cut anywhere",
        arguments: ["$11\r\n", "$99999999999999999999999\r\n", "*1048577\r\n", "HTTP/1.1 400\r\n", "*1\r\n$11\r\n"],
        [1, 2, 64])
    func refused(text: String, pieces: Int) {
        #expect(throws: RedisError.self) { try scan(text, pieces: pieces) }
    }

    @Test(
        "A header that hiredis would not end is refused",
        arguments: [
            "$5\n", "*5\n", "$\r\n", "$-\r\n", "$-2\r\n", "$1-\r\n", "$--1\r\n", "$+1\r\n", "$1 \r\n", "$1\rx",
            "$00000000000", "*-0",
        ], [1, 64])
    func malformed(text: String, pieces: Int) {
        #expect {
            try scan(text, pieces: pieces)
        } throws: {
            ($0 as? RedisError)?.kind == .protocolViolation
        }
    }

    @Test("A line ends with CRLF: line feeds alone do not hide its length")
    func endlessLine() {
        let line = String(repeating: "+a\n", count: 400_000)
        #expect(throws: RedisError(.protocolViolation, "a line from Redis does not end")) {
            try scan(line, pieces: 1 << 16)
        }
    }
}
