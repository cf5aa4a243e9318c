/// What became of one row.
enum RowAnswer: Equatable {
    /// The label, where there is one, and the numbers of the other columns in their order; NaN is missing.
    case scored(label: String?, numbers: [Double])
    /// Why not: a code and a sentence.
    case failed(String)
}
