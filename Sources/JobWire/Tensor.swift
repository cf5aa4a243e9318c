import JSONBytes

/// One element of `inputs`, whose data are still in the payload.
struct Tensor {
    var name: [UInt8] = []
    /// As the job calls it, and which that is; nil for one that there is not.
    var datatypeName = ""
    var datatype: Datatype?
    var shape: [Int] = []
    /// Where the data stand in the payload, and how many values they are.
    var data: Range<Int>?
    var count = 0
    /// Of its values in the binary form, in bytes, and where they stand behind the header, if that many are there.
    var binarySize: Int?
    var tail: Range<Int>?

    /// As its shape says; nil for more than there can be, or for a shape that is none.
    var values: Int? {
        guard let rows = shape.first else { return nil }
        let (values, overflow) = rows.multipliedReportingOverflow(by: shape.count > 1 ? shape[1] : 1)
        return overflow ? nil : values
    }

    /// For messages: at most 40 characters of the name.
    var title: String { "the tensor \"" + String(decoding: name.prefix(1024), as: UTF8.self).prefix(40) + "\"" }

    /// What is wrong with it by itself; nil when nothing is.
    var problem: String? {
        if name.isEmpty { return "a tensor of inputs has no name" }
        if name.count > JobLimits.nameBytes { return "a tensor's name has more than \(JobLimits.nameBytes) bytes" }
        guard datatype != nil else {
            return "\(title) has the datatype \"\(datatypeName.prefix(40))\", expected one of "
                + Datatype.allCases.map(\.rawValue).joined(separator: ", ")
        }
        guard (1...2).contains(shape.count), shape.allSatisfy({ $0 >= 0 }) else {
            return "\(title) must have a shape of one or two whole numbers"
        }
        // Rows without columns would cost the sender nothing.
        if shape.last == 0, shape[0] > 0 { return "\(title) has the shape \(shape), which has no columns" }
        guard data != nil || binarySize != nil else { return "\(title) has no data" }
        guard data == nil || binarySize == nil else { return "\(title) has both data and binary_data_size" }
        guard let values, values == count || binarySize != nil else {
            return "\(title) has \(count) values, its shape \(shape) says otherwise"
        }
        return nil
    }
}
