import CHiredis

/// One value of a reply. Values inside an array stand one behind the other.
struct ReplyNode {
    enum Kind: UInt8 {
        case null, integer, string, status, error, array
    }

    var kind = Kind.null
    /// The integer, where its bytes begin, or where its elements do.
    var value = 0
    /// Bytes or elements.
    var count = 0
}

/// Lets hiredis store a connection's replies in two arrays each, instead of two allocations for each value of a reply.
///
/// Owned by the connection and its replies, which are all used on one thread.
@safe
final class ReplyBuilder {
    /// Of a claim's reply and of the short ones around it.
    private static let spareLimit = 3
    /// Of a spare: a batch's, not a large job's or a long list's.
    private static let spareBytes = 1 << 21
    private static let spareNodes = 1 << 14

    private var nodes: [ReplyNode] = []
    private var bytes: [UInt8] = []
    private var spares: [(nodes: [ReplyNode], bytes: [UInt8])] = []

    /// The reply that is complete.
    func take() -> RedisReply {
        let reply = RedisReply(nodes: nodes, bytes: bytes, builder: self)
        (nodes, bytes) = spares.popLast() ?? ([], [])
        // Nobody else has them any more, so that this keeps their memory.
        nodes.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
        return reply
    }

    /// Takes the memory of a reply that is no longer needed.
    func recycle(_ nodes: [ReplyNode], _ bytes: [UInt8]) {
        guard spares.count < Self.spareLimit, bytes.capacity <= Self.spareBytes, nodes.capacity <= Self.spareNodes
        else {
            return
        }
        spares.append((nodes, bytes))
    }

    // MARK: What hiredis calls

    /// The builder's own, because its reader points to it as long as both live.
    private let functions: UnsafeMutablePointer<redisReplyObjectFunctions> = {
        let functions = UnsafeMutablePointer<redisReplyObjectFunctions>.allocate(capacity: 1)
        unsafe functions.initialize(
            to: redisReplyObjectFunctions(
                createString: { task, text, count in unsafe ReplyBuilder.add(task, text, count) },
                createArray: { task, count in unsafe ReplyBuilder.add(task, .array, count: Int(count)) },
                createInteger: { task, number in unsafe ReplyBuilder.add(task, .integer, value: Int(number)) },
                createNil: { task in unsafe ReplyBuilder.add(task, .null) },
                freeObject: { _ in }))
        return unsafe functions
    }()

    deinit { unsafe functions.deallocate() }

    /// A reader whose replies this stores; it must not outlive the builder.
    func makeReader() -> UnsafeMutablePointer<redisReader>? {
        guard let reader = unsafe redisReaderCreateWithFunctions(functions) else { return nil }
        unsafe reader.pointee.privdata = unsafe Unmanaged.passUnretained(self).toOpaque()
        return unsafe reader
    }

    private static func add(
        _ task: UnsafePointer<redisReadTask>?, _ text: UnsafeMutablePointer<CChar>?, _ count: Int
    ) -> UnsafeMutableRawPointer? {
        guard let task = unsafe task, let builder = unsafe builder(of: task) else { return nil }
        let kind: ReplyNode.Kind =
            switch unsafe task.pointee.type {
            case REDIS_REPLY_ERROR: .error
            case REDIS_REPLY_STATUS: .status
            default: .string
            }
        let start = builder.bytes.count
        // A char * that holds any bytes; UInt8 and CChar may alias.
        let source = unsafe UnsafeRawPointer(text)?.assumingMemoryBound(to: UInt8.self)
        unsafe builder.bytes.append(contentsOf: UnsafeBufferPointer(start: source, count: count))
        return unsafe add(task, kind, value: start, count: count)
    }

    /// Stores a value where its array has kept a place, and gives what hiredis knows it by: its place + 1.
    private static func add(
        _ task: UnsafePointer<redisReadTask>?, _ kind: ReplyNode.Kind, value: Int = 0, count: Int = 0
    ) -> UnsafeMutableRawPointer? {
        guard let task = unsafe task, let builder = unsafe builder(of: task) else { return nil }
        var place = 0
        if let parent = unsafe task.pointee.parent {
            place = unsafe builder.nodes[Int(bitPattern: parent.pointee.obj) - 1].value + Int(task.pointee.idx)
        } else {
            builder.nodes.append(ReplyNode())
        }
        var node = ReplyNode(kind: kind, value: value, count: count)
        if kind == .array {
            node.value = builder.nodes.count
            builder.nodes.append(contentsOf: repeatElement(ReplyNode(), count: count))
        }
        builder.nodes[place] = node
        return unsafe UnsafeMutableRawPointer(bitPattern: place + 1)
    }

    private static func builder(of task: UnsafePointer<redisReadTask>) -> ReplyBuilder? {
        guard let pointer = unsafe task.pointee.privdata else { return nil }
        return unsafe Unmanaged<ReplyBuilder>.fromOpaque(pointer).takeUnretainedValue()
    }
}
