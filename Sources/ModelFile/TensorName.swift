/// The tensors of a model file, in the order in which they are written: those of four bytes first, so that each is
/// aligned.
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
    case goldenRows = "golden.rows"
    case goldenExpected = "golden.expected"
    case defaultLeft = "ensemble.default_left"
    case source = "source"

    var type: TensorType {
        switch self {
        case .baseMargins, .values, .goldenRows, .goldenExpected: .float32
        case .defaultLeft, .source: .uint8
        default: .int32
        }
    }

    var rank: Int { self == .goldenRows || self == .goldenExpected ? 2 : 1 }
    var isRequired: Bool { self != .source }
}

/// The element types that a model file uses, under safetensors' names.
enum TensorType: String {
    case float32 = "F32"
    case int32 = "I32"
    case uint8 = "U8"

    var byteCount: Int { self == .uint8 ? 1 : 4 }
}
