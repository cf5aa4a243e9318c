/// The numbers of one array in the width that the file gives them: a model's arrays have one element per node.
enum NumberList: Sendable, Equatable {
    case uint8([UInt8])
    case int8([Int8])
    case int16([Int16])
    case int32([Int32])
    case int64([Int64])
    case float([Float])
    case double([Double])

    var count: Int {
        switch self {
        case .uint8(let list): list.count
        case .int8(let list): list.count
        case .int16(let list): list.count
        case .int32(let list): list.count
        case .int64(let list): list.count
        case .float(let list): list.count
        case .double(let list): list.count
        }
    }

    /// The number at an index as an Int; nil for one with a fraction or out of range.
    func integer(at index: Int) -> Int? {
        switch self {
        case .uint8(let list): Int(list[index])
        case .int8(let list): Int(list[index])
        case .int16(let list): Int(list[index])
        case .int32(let list): Int(list[index])
        case .int64(let list): Int(list[index])
        case .float(let list): Int(exactly: list[index])
        case .double(let list): Int(exactly: list[index])
        }
    }

    /// The number at an index for a message.
    func text(at index: Int) -> String { integer(at: index).map { "\($0)" } ?? "\(float(at: index))" }

    /// The number at an index, rounded to Float.
    func float(at index: Int) -> Float {
        switch self {
        case .uint8(let list): Float(list[index])
        case .int8(let list): Float(list[index])
        case .int16(let list): Float(list[index])
        case .int32(let list): Float(list[index])
        case .int64(let list): Float(list[index])
        case .float(let list): list[index]
        case .double(let list): Float(list[index])
        }
    }
}

/// Makes a list of numbers whose kinds come one by one: whole numbers stay whole until the first other one.
struct NumberListBuilder {
    private var small: [Int32] = []
    private var large: [Int64] = []
    private var floats: [Float] = []
    private var kind = Kind.small

    private enum Kind { case small, large, floats }

    mutating func append(_ integer: Int) {
        switch kind {
        case .small:
            if let value = Int32(exactly: integer) { return small.append(value) }
            large = small.map(Int64.init)
            small = []
            kind = .large
            large.append(Int64(integer))
        case .large: large.append(Int64(integer))
        case .floats: floats.append(Float(integer))
        }
    }

    mutating func append(_ float: Float) {
        if kind != .floats {
            floats = kind == .small ? small.map { Float($0) } : large.map { Float($0) }
            (small, large, kind) = ([], [], .floats)
        }
        floats.append(float)
    }

    var isEmpty: Bool { small.isEmpty && large.isEmpty && floats.isEmpty }

    var list: NumberList {
        switch kind {
        case .small: .int32(small)
        case .large: .int64(large)
        case .floats: .float(floats)
        }
    }
}
