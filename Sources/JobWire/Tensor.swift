import JSONBytes

/// One element of `inputs`, whose data are still in the payload.
struct Tensor {
    /// The data types of the Open Inference Protocol that JSON can carry. The values are read by what they are, as in
    /// `rows`; the type only has to be one of these.
    static let datatypes = [
        "FP32", "FP64", "INT8", "INT16", "INT32", "INT64", "UINT8", "UINT16", "UINT32", "UINT64", "BOOL", "BYTES",
    ]

    var name: [UInt8] = []
    var datatype = ""
    var shape: [Int] = []
    /// Where the data stand in the payload, and how many values they are.
    var data: Range<Int>?
    var count = 0

    /// For messages: at most 40 characters of the name.
    var title: String { "the tensor \"" + String(decoding: name.prefix(1024), as: UTF8.self).prefix(40) + "\"" }

    /// What is wrong with it by itself; nil when nothing is.
    var problem: String? {
        if name.isEmpty { return "a tensor of inputs has no name" }
        if name.count > JobLimits.nameBytes { return "a tensor's name has more than \(JobLimits.nameBytes) bytes" }
        guard Self.datatypes.contains(datatype) else {
            return "\(title) has the datatype \"\(datatype.prefix(40))\", expected one of "
                + Self.datatypes.joined(separator: ", ")
        }
        guard (1...2).contains(shape.count), shape.allSatisfy({ $0 >= 0 }) else {
            return "\(title) must have a shape of one or two whole numbers"
        }
        // Rows without columns would cost the sender nothing.
        if shape.last == 0, shape[0] > 0 { return "\(title) has the shape \(shape), which has no columns" }
        guard data != nil else { return "\(title) has no data" }
        let (values, overflow) = shape[0].multipliedReportingOverflow(by: shape.count > 1 ? shape[1] : 1)
        guard !overflow, values == count else {
            return "\(title) has \(count) values, its shape \(shape) says otherwise"
        }
        return nil
    }
}
