import CXGBoost

/// Rows in the library's own memory.
@safe
package struct DMatrix: ~Copyable {
    /// How the library treats a column.
    package enum FeatureType: String, Sendable {
        case quantitative = "q"
        case integer = "i"
        /// Values are category codes 0, 1, …
        case categorical = "c"
    }

    /// One number per row.
    package enum RowInfo: String, Sendable {
        case label
        case weight
    }

    package let rowCount: Int
    package let featureCount: Int
    let handle: DMatrixHandle

    /// Copies `values`, row-major `values.count / featureCount` × `featureCount`; NaN is missing.
    package init(_ values: Span<Float>, featureCount: Int, threads: Int = 1) throws(XGBoostError) {
        guard featureCount > 0, values.count > 0, values.count.isMultiple(of: featureCount) else {
            throw XGBoostError("\(values.count) values are no whole rows of \(featureCount) features")
        }
        let rowCount = values.count / featureCount
        var handle: DMatrixHandle?
        try LibraryCall.perform("take \(rowCount) rows of \(featureCount) features") {
            unsafe values.withUnsafeBufferPointer { buffer in
                let array = unsafe arrayInterface(buffer.baseAddress, shape: "\(rowCount), \(featureCount)")
                return unsafe XGDMatrixCreateFromDense(array, #"{"missing": NaN, "nthread": \#(threads)}"#, &handle)
            }
        }
        guard let handle = unsafe handle else { throw XGBoostError("XGBoost gave no matrix") }
        unsafe self.handle = handle
        self.rowCount = rowCount
        self.featureCount = featureCount
    }

    deinit { _ = unsafe XGDMatrixFree(handle) }

    /// One name and one type per feature.
    package func setFeatures(names: [String], types: [FeatureType]) throws(XGBoostError) {
        guard names.count == featureCount, types.count == featureCount else {
            throw XGBoostError("\(names.count) names and \(types.count) types for \(featureCount) features")
        }
        try setTexts("feature_name", names)
        try setTexts("feature_type", types.map(\.rawValue))
    }

    package func set(_ info: RowInfo, _ values: Span<Float>) throws(XGBoostError) {
        guard values.count == rowCount else {
            throw XGBoostError("\(values.count) values of \(info.rawValue) for \(rowCount) rows")
        }
        try LibraryCall.perform("set the \(info.rawValue) of \(rowCount) rows") {
            unsafe values.withUnsafeBufferPointer { buffer in
                let array = unsafe arrayInterface(buffer.baseAddress, shape: "\(rowCount)")
                return unsafe XGDMatrixSetInfoFromInterface(handle, info.rawValue, array)
            }
        }
    }

    private func setTexts(_ field: String, _ texts: [String]) throws(XGBoostError) {
        try LibraryCall.perform("set \(field)") {
            unsafe withCStrings(texts) { unsafe XGDMatrixSetStrFeatureInfo(handle, field, $0, UInt64(texts.count)) }
        }
    }
}

/// NumPy's array interface, by which the library is shown memory: Float32, read-only.
private func arrayInterface(_ start: UnsafePointer<Float>?, shape: String) -> String {
    let address = UInt(bitPattern: start)
    return #"{"data": [\#(address), true], "shape": [\#(shape)], "typestr": "<f4", "version": 3}"#
}

/// `texts` as a C array of C strings that lives as long as the call.
func withCStrings(_ texts: [String], _ body: (UnsafeMutablePointer<UnsafePointer<CChar>?>?) -> Int32) -> Int32 {
    var bytes: [CChar] = []
    var starts: [Int] = []
    for text in texts {
        starts.append(bytes.count)
        bytes.append(contentsOf: text.utf8CString)
    }
    return unsafe bytes.withUnsafeBufferPointer { buffer in
        var pointers: [UnsafePointer<CChar>?] = unsafe starts.map { start in
            unsafe buffer.baseAddress.map { unsafe $0 + start }
        }
        return unsafe pointers.withUnsafeMutableBufferPointer { unsafe body($0.baseAddress) }
    }
}
