/// How far a reading is.
package struct DataProgress: Sendable, Equatable {
    package let rows: Int
    /// Bytes that were read.
    package let bytes: Int
    /// Bytes of all files; nil where that can't be known.
    package let total: Int?

    package var fraction: Double? { total.map { $0 > 0 ? Double(bytes) / Double($0) : 1 } }
}
