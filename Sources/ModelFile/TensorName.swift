/// The tensors of a model file, in the order in which they are written: those of four bytes first, so that each is
/// aligned. A file has those of trees or those of a linear model.
enum TensorName: String, CaseIterable {
    case treeOffsets = "ensemble.tree_offsets"
    case treeGroups = "ensemble.tree_groups"
    case baseMargins = "ensemble.base_margins"
    case features = "ensemble.features"
    case values = "ensemble.values"
    case leftChildren = "ensemble.left_children"
    case rightChildren = "ensemble.right_children"
    case categorySets = "ensemble.category_sets"
    case categorySetOffsets = "ensemble.category_set_offsets"
    case categoryCodes = "ensemble.category_codes"
    case linearBaseMargins = "linear.base_margins"
    case linearBias = "linear.bias"
    case linearWeights = "linear.weights"
    case goldenRows = "golden.rows"
    case goldenExpected = "golden.expected"
    case defaultLeft = "ensemble.default_left"
    case source = "source"

    var type: TensorType {
        switch self {
        case .baseMargins, .values, .linearBaseMargins, .linearBias, .linearWeights, .goldenRows, .goldenExpected:
            .float32
        case .defaultLeft, .source: .uint8
        default: .int32
        }
    }

    var rank: Int { [.goldenRows, .goldenExpected, .linearWeights].contains(self) ? 2 : 1 }

    /// Whether a file of a linear model, or of trees, must have it; it may have no other but `source`.
    func isRequired(ofLinear: Bool) -> Bool {
        switch self {
        case .goldenRows, .goldenExpected: true
        case .linearBaseMargins, .linearBias, .linearWeights: ofLinear
        case .source: false
        default: !ofLinear
        }
    }
}

/// The element types that a model file uses, under safetensors' names.
enum TensorType: String {
    case float32 = "F32"
    case int32 = "I32"
    case uint8 = "U8"

    var byteCount: Int { self == .uint8 ? 1 : 4 }
}
