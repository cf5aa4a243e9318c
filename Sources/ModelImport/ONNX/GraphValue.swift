/// What a name of an ONNX graph stands for while the graph is converted.
enum GraphValue {
    case matrix(GraphMatrix)
    case constant(ONNXTensor)
    /// Texts of rows, which only encoders take.
    case texts(GraphTexts)
    case label(GraphLabel)
    /// The extents of a matrix; -1 is the number of rows.
    case extents([Int])
}

/// Numbers of every row: a column for each place of the dimensions but the rows' own, row-major.
struct GraphMatrix {
    var columns: [Int32]
    /// -1, once, is the number of rows.
    var shape: [Int]
    var type: ONNXType

    init(_ columns: [Int32], _ shape: [Int], _ type: ONNXType) {
        (self.columns, self.shape, self.type) = (columns, shape, type)
    }

    /// n rows × as many columns.
    init(_ columns: [Int32], _ type: ONNXType) { self.init(columns, [-1, columns.count], type) }
}

struct GraphTexts {
    enum Column {
        case feature(Int)
        /// A whole number, printed.
        case number(Int32)
    }
    var columns: [Column]
    var shape: [Int]
}

/// A row's class, and how it is chosen.
struct GraphLabel {
    enum Rule {
        /// The first of the largest.
        case largest([Int32])
        /// The second class above the limit.
        case above(Int32, Double)
    }
    var rule: Rule
    /// In the order of the scores.
    var classes: [String]
}
