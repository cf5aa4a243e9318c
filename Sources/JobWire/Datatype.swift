/// A data type of the Open Inference Protocol that a tensor may have. In JSON its values are read by what they are, as in
/// `rows`; in the binary form it says how they are laid out.
enum Datatype: String, CaseIterable {
    case float32 = "FP32"
    case float64 = "FP64"
    case int8 = "INT8"
    case int16 = "INT16"
    case int32 = "INT32"
    case int64 = "INT64"
    case uint8 = "UINT8"
    case uint16 = "UINT16"
    case uint32 = "UINT32"
    case uint64 = "UINT64"
    case boolean = "BOOL"
    case bytes = "BYTES"

    /// Bytes of a value in the binary form; nil where a value says its own length.
    var size: Int? {
        switch self {
        case .int8, .uint8, .boolean: 1
        case .int16, .uint16: 2
        case .float32, .int32, .uint32: 4
        case .float64, .int64, .uint64: 8
        case .bytes: nil
        }
    }

    /// The number at an offset of the binary form, which must be a number's.
    @inline(__always)
    func number(_ bytes: Span<UInt8>, at offset: Int) -> Double {
        switch self {
        case .float32: Double(Float(bitPattern: LittleEndian.load(bytes, at: offset, as: UInt32.self)))
        case .float64: Double(bitPattern: LittleEndian.load(bytes, at: offset, as: UInt64.self))
        case .int8: Double(LittleEndian.load(bytes, at: offset, as: Int8.self))
        case .int16: Double(LittleEndian.load(bytes, at: offset, as: Int16.self))
        case .int32: Double(LittleEndian.load(bytes, at: offset, as: Int32.self))
        case .int64: Double(LittleEndian.load(bytes, at: offset, as: Int64.self))
        case .uint8: Double(LittleEndian.load(bytes, at: offset, as: UInt8.self))
        case .uint16: Double(LittleEndian.load(bytes, at: offset, as: UInt16.self))
        case .uint32: Double(LittleEndian.load(bytes, at: offset, as: UInt32.self))
        case .uint64: Double(LittleEndian.load(bytes, at: offset, as: UInt64.self))
        case .boolean, .bytes: preconditionFailure("\(rawValue) is no number")
        }
    }
}
