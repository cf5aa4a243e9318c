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
        guard unsafe root.pointee.type == REDIS_REPLY_ERROR else { return nil }
        let text = unsafe String(decoding: Self.buffer(root), as: UTF8.self)
        return RedisError(
            .server(code: String(text.prefix(80).prefix { $0 != " " })), "Redis said: \(text.prefix(500))")
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
