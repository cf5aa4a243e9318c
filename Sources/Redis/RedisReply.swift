/// One reply, owned, in memory that its connection uses again. Strings are borrowed from it without a copy.
package struct RedisReply: ~Copyable {
    /// The first is the reply itself.
    private let nodes: [ReplyNode]
    /// Of all its strings.
    private let storage: [UInt8]
    private let builder: ReplyBuilder

    init(nodes: [ReplyNode], bytes: [UInt8], builder: ReplyBuilder) {
        precondition(!nodes.isEmpty, "a reply has a value")
        self.nodes = nodes
        storage = bytes
        self.builder = builder
    }

    deinit { builder.recycle(nodes, storage) }

    package var isNil: Bool { nodes[0].kind == .null }

    package var isArray: Bool { nodes[0].kind == .array }

    /// The server's error, if that is what the reply is.
    package var error: RedisError? {
        guard let text = errorText else { return nil }
        // By scalars: a character of a stranger can have any number of them.
        let head = text.unicodeScalars.prefix(500)
        return RedisError(
            .server(code: String(String.UnicodeScalarView(head.prefix(80).prefix { $0 != " " }))),
            "Redis said: \(String(String.UnicodeScalarView(head)))")
    }

    private var errorText: String? { nodes[0].kind == .error ? text(of: nodes[0]) : nil }

    /// Where an error of a cluster, `MOVED SLOT HOST:PORT` or `ASK SLOT HOST:PORT`, sends the command; nil for any other
    /// reply. `host` is that of the node that answered.
    func redirect(_ code: String, askedAt host: String) -> RedisAddress? {
        guard let words = errorText?.split(separator: " "), words.count == 3, words[0] == code,
            let colon = words[2].lastIndex(of: ":"), let port = Int(words[2][words[2].index(after: colon)...])
        else { return nil }
        return RedisAddress(announced: String(words[2][..<colon]), port: port, askedAt: host)
    }

    package func integer() throws(RedisError) -> Int {
        guard nodes[0].kind == .integer else { throw unexpected("an integer") }
        return nodes[0].value
    }

    /// The bytes of a string or status; nil for a null reply.
    package func bytes() throws(RedisError) -> [UInt8]? {
        if isNil { return nil }
        guard nodes[0].isText else { throw unexpected("a string") }
        return Array(storage[nodes[0].range])
    }

    /// The text of a string or status; nil for a null reply.
    package func text() throws(RedisError) -> String? {
        try bytes().map { String(decoding: $0, as: UTF8.self) }
    }

    /// Number of elements of an array.
    package func count() throws(RedisError) -> Int {
        guard isArray else { throw unexpected("an array") }
        return nodes[0].count
    }

    /// The bytes of an array's element, borrowed from the reply.
    @_lifetime(borrow self)
    package func span(at index: Int) throws(RedisError) -> Span<UInt8> {
        let element = try element(index)
        guard element.isText else { throw unexpected("a string as element \(index)") }
        return storage.span.extracting(element.range)
    }

    package func integer(at index: Int) throws(RedisError) -> Int {
        let element = try element(index)
        if element.kind == .integer { return element.value }
        guard let number = try text(at: index).flatMap({ Int($0) }) else {
            throw unexpected("an integer as element \(index)")
        }
        return number
    }

    /// The text of an array's element; nil for a null.
    package func text(at index: Int) throws(RedisError) -> String? {
        let element = try element(index)
        if element.kind == .null { return nil }
        guard element.isText else { throw unexpected("a string as element \(index)") }
        return text(of: element)
    }

    /// The texts of an array of strings; a null becomes an empty text.
    package func texts() throws(RedisError) -> [String] {
        var texts: [String] = []
        for index in 0..<(try count()) { texts.append(try text(at: index) ?? "") }
        return texts
    }

    /// What SCAN and its kind give: the next cursor and an array of strings.
    package func cursorAndTexts() throws(RedisError) -> (cursor: String, texts: [String]) {
        guard try count() == 2, let cursor = try text(at: 0), case let list = try element(1), list.kind == .array else {
            throw unexpected("a cursor and an array")
        }
        var texts: [String] = []
        for element in nodes[list.range] {
            guard element.isText else { throw unexpected("a cursor and an array of strings") }
            texts.append(text(of: element))
        }
        return (cursor, texts)
    }

    /// An array of alternating names and values, as HGETALL gives.
    package func pairs() throws(RedisError) -> [String: String] {
        let texts = try texts()
        guard texts.count % 2 == 0 else { throw unexpected("pairs") }
        var pairs: [String: String] = [:]
        for index in stride(from: 0, to: texts.count, by: 2) { pairs[texts[index]] = texts[index + 1] }
        return pairs
    }

    /// Number of elements of an array inside arrays, found by its indexes from the outermost on.
    func count(under path: Int...) throws(RedisError) -> Int {
        let value = try descendant(path)
        guard value.kind == .array else { throw unexpected("an array at \(path)") }
        return value.count
    }

    func integer(under path: Int...) throws(RedisError) -> Int {
        let value = try descendant(path)
        guard value.kind == .integer else { throw unexpected("an integer at \(path)") }
        return value.value
    }

    /// Nil for a null.
    func text(under path: Int...) throws(RedisError) -> String? {
        let value = try descendant(path)
        if value.kind == .null { return nil }
        guard value.isText else { throw unexpected("a string at \(path)") }
        return text(of: value)
    }

    private func descendant(_ path: [Int]) throws(RedisError) -> ReplyNode {
        var value = nodes[0]
        for index in path {
            guard value.kind == .array, (0..<value.count).contains(index) else {
                throw unexpected("an array with an element at \(path)")
            }
            value = nodes[value.value + index]
        }
        return value
    }

    private func element(_ index: Int) throws(RedisError) -> ReplyNode {
        guard isArray, index >= 0, index < nodes[0].count else { throw unexpected("an array with an element \(index)") }
        return nodes[nodes[0].value + index]
    }

    private func text(of value: ReplyNode) -> String { String(decoding: storage[value.range], as: UTF8.self) }

    private func unexpected(_ expected: String) -> RedisError {
        let found =
            switch nodes[0].kind {
            case .string: "a string"
            case .status: "a status"
            case .array: "an array"
            case .integer: "an integer"
            case .null: "null"
            case .error: "an error"
            }
        return RedisError(.unexpectedReply, "expected \(expected) from Redis, found \(found)")
    }
}

extension ReplyNode {
    fileprivate var isText: Bool { kind == .string || kind == .status }
    /// Of its bytes, or of its elements.
    fileprivate var range: Range<Int> { value..<value + count }
}
