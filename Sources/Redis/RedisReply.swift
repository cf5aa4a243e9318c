import CHiredis

/// One reply, owned. Strings are read where hiredis stored them, without a copy.
@safe
package struct RedisReply: ~Copyable {
    private let root: UnsafeMutablePointer<redisReply>

    /// Takes ownership of a reply of hiredis.
    init(adopting root: UnsafeMutablePointer<redisReply>) { unsafe self.root = unsafe root }

    deinit { unsafe freeReplyObject(root) }

    package var isNil: Bool { unsafe root.pointee.type == REDIS_REPLY_NIL }

    package var isArray: Bool { unsafe root.pointee.type == REDIS_REPLY_ARRAY }

    /// The server's error, if that is what the reply is.
    package var error: RedisError? {
        guard let text = errorText else { return nil }
        return RedisError(
            .server(code: String(text.prefix(80).prefix { $0 != " " })), "Redis said: \(text.prefix(500))")
    }

    private var errorText: String? {
        guard unsafe root.pointee.type == REDIS_REPLY_ERROR else { return nil }
        return unsafe String(decoding: Self.buffer(root), as: UTF8.self)
    }

    /// Where an error of a cluster, `MOVED SLOT HOST:PORT` or `ASK SLOT HOST:PORT`, sends the command; nil for any other
    /// reply. `host` is that of the node that answered.
    func redirect(_ code: String, askedAt host: String) -> RedisAddress? {
        guard let words = errorText?.split(separator: " "), words.count == 3, words[0] == code,
            let colon = words[2].lastIndex(of: ":"), let port = Int(words[2][words[2].index(after: colon)...])
        else { return nil }
        return RedisAddress(announced: String(words[2][..<colon]), port: port, askedAt: host)
    }

    package func integer() throws(RedisError) -> Int {
        guard unsafe root.pointee.type == REDIS_REPLY_INTEGER else { throw unexpected("an integer") }
        return unsafe Int(root.pointee.integer)
    }

    /// The bytes of a string or status; nil for a null reply.
    package func bytes() throws(RedisError) -> [UInt8]? {
        if isNil { return nil }
        guard unsafe Self.isString(root) else { throw unexpected("a string") }
        return unsafe Array(Self.buffer(root))
    }

    /// The text of a string or status; nil for a null reply.
    package func text() throws(RedisError) -> String? {
        try bytes().map { String(decoding: $0, as: UTF8.self) }
    }

    /// Number of elements of an array.
    package func count() throws(RedisError) -> Int {
        guard isArray else { throw unexpected("an array") }
        return unsafe root.pointee.elements
    }

    /// The bytes of an array's element, borrowed from the reply.
    @_lifetime(borrow self)
    package func span(at index: Int) throws(RedisError) -> Span<UInt8> {
        let element = try unsafe element(index)
        guard unsafe Self.isString(element) else { throw unexpected("a string as element \(index)") }
        let span = unsafe Span(_unsafeElements: Self.buffer(element))
        return unsafe _overrideLifetime(span, borrowing: self)
    }

    package func integer(at index: Int) throws(RedisError) -> Int {
        let element = try unsafe element(index)
        if unsafe element.pointee.type == REDIS_REPLY_INTEGER { return unsafe Int(element.pointee.integer) }
        guard let number = try text(at: index).flatMap({ Int($0) }) else {
            throw unexpected("an integer as element \(index)")
        }
        return number
    }

    /// The text of an array's element; nil for a null.
    package func text(at index: Int) throws(RedisError) -> String? {
        let element = try unsafe element(index)
        if unsafe element.pointee.type == REDIS_REPLY_NIL { return nil }
        guard unsafe Self.isString(element) else { throw unexpected("a string as element \(index)") }
        return unsafe String(decoding: Self.buffer(element), as: UTF8.self)
    }

    /// The texts of an array of strings; a null becomes an empty text.
    package func texts() throws(RedisError) -> [String] {
        var texts: [String] = []
        for index in 0..<(try count()) { texts.append(try text(at: index) ?? "") }
        return texts
    }

    /// What SCAN and its kind give: the next cursor and an array of strings.
    package func cursorAndTexts() throws(RedisError) -> (cursor: String, texts: [String]) {
        guard try count() == 2, let cursor = try text(at: 0) else { throw unexpected("a cursor and an array") }
        let list = try unsafe element(1)
        guard unsafe list.pointee.type == REDIS_REPLY_ARRAY else { throw unexpected("a cursor and an array") }
        var texts: [String] = []
        for index in unsafe 0..<list.pointee.elements {
            guard let element = unsafe list.pointee.element[index], unsafe Self.isString(element) else {
                throw unexpected("a cursor and an array of strings")
            }
            texts.append(unsafe String(decoding: Self.buffer(element), as: UTF8.self))
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
        let reply = try unsafe descendant(path)
        guard unsafe reply.pointee.type == REDIS_REPLY_ARRAY else { throw unexpected("an array at \(path)") }
        return unsafe reply.pointee.elements
    }

    func integer(under path: Int...) throws(RedisError) -> Int {
        let reply = try unsafe descendant(path)
        guard unsafe reply.pointee.type == REDIS_REPLY_INTEGER else { throw unexpected("an integer at \(path)") }
        return unsafe Int(reply.pointee.integer)
    }

    /// Nil for a null.
    func text(under path: Int...) throws(RedisError) -> String? {
        let reply = try unsafe descendant(path)
        if unsafe reply.pointee.type == REDIS_REPLY_NIL { return nil }
        guard unsafe Self.isString(reply) else { throw unexpected("a string at \(path)") }
        return unsafe String(decoding: Self.buffer(reply), as: UTF8.self)
    }

    private func descendant(_ path: [Int]) throws(RedisError) -> UnsafeMutablePointer<redisReply> {
        var reply = unsafe root
        for index in path {
            guard unsafe reply.pointee.type == REDIS_REPLY_ARRAY, index >= 0, unsafe index < reply.pointee.elements,
                let element = unsafe reply.pointee.element[index]
            else {
                throw unexpected("an array with an element at \(path)")
            }
            unsafe reply = unsafe element
        }
        return unsafe reply
    }

    private func element(_ index: Int) throws(RedisError) -> UnsafeMutablePointer<redisReply> {
        guard isArray, index >= 0, unsafe index < root.pointee.elements,
            let element = unsafe root.pointee.element[index]
        else {
            throw unexpected("an array with an element \(index)")
        }
        return unsafe element
    }

    private func unexpected(_ expected: String) -> RedisError {
        let found =
            switch unsafe root.pointee.type {
            case REDIS_REPLY_STRING: "a string"
            case REDIS_REPLY_STATUS: "a status"
            case REDIS_REPLY_ARRAY: "an array"
            case REDIS_REPLY_INTEGER: "an integer"
            case REDIS_REPLY_NIL: "null"
            case REDIS_REPLY_ERROR: "an error"
            default: "a reply of type \(unsafe root.pointee.type)"
            }
        return RedisError(.unexpectedReply, "expected \(expected) from Redis, found \(found)")
    }

    private static func isString(_ reply: UnsafeMutablePointer<redisReply>) -> Bool {
        unsafe reply.pointee.type == REDIS_REPLY_STRING || reply.pointee.type == REDIS_REPLY_STATUS
    }

    private static func buffer(_ reply: UnsafeMutablePointer<redisReply>) -> UnsafeBufferPointer<UInt8> {
        // str is a char * that holds any bytes; UInt8 and CChar may alias.
        let start = unsafe UnsafeRawPointer(reply.pointee.str)?.assumingMemoryBound(to: UInt8.self)
        return unsafe UnsafeBufferPointer(start: start, count: Int(reply.pointee.len))
    }
}
