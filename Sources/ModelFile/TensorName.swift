import ScoringModel

/// The tensors of a model file. A file has those of trees, of a linear model, or of a pipeline.
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
    case leafVectors = "ensemble.leaf_vectors"
    case linearLeafOffsets = "ensemble.linear_offsets"
    case linearLeafFeatures = "ensemble.linear_features"
    case linearLeafCoefficients = "ensemble.linear_coefficients"
    case linearLeafConstants = "ensemble.linear_constants"
    case linearBaseMargins = "linear.base_margins"
    case linearBias = "linear.bias"
    case linearWeights = "linear.weights"
    case pipelineColumns = "pipeline.columns"
    case pipelineConstants = "pipeline.constants"
    case goldenRows = "golden.rows"
    case goldenExpected = "golden.expected"
    case defaultLeft = "ensemble.default_left"
    case missingZeros = "ensemble.missing_zeros"
    case source = "source"

    /// The order in which a file of a precision has them: those with long elements first, so that each is aligned.
    static func written(_ precision: Precision) -> [TensorName] {
        [8, 4, 1].flatMap { size in allCases.filter { $0.type(precision).byteCount == size } }
    }

    /// The element type in a model of a precision.
    func type(_ precision: Precision) -> TensorType {
        switch self {
        case .baseMargins, .values, .leafVectors, .pipelineConstants, .goldenRows, .goldenExpected:
            precision == .float32 ? .float32 : .float64
        case .linearLeafCoefficients, .linearLeafConstants: .float64
        case .linearBaseMargins, .linearBias, .linearWeights: .float32
        case .defaultLeft, .missingZeros, .source: .uint8
        default: .int32
        }
    }

    var rank: Int { [.goldenRows, .goldenExpected, .linearWeights, .leafVectors].contains(self) ? 2 : 1 }

    /// How a file of a kind of predictor has it.
    func presence(in kind: PredictorKind) -> Presence {
        switch (self, kind) {
        case (.goldenRows, _), (.goldenExpected, _): .required
        case (.source, _): .optional
        case (.linearBaseMargins, .linear), (.linearBias, .linear), (.linearWeights, .linear): .required
        case (.linearBaseMargins, _), (.linearBias, _), (.linearWeights, _), (_, .linear): .foreign
        case (.pipelineColumns, .pipeline): .required
        case (.pipelineConstants, .pipeline): .optional
        case (.pipelineColumns, _), (.pipelineConstants, _): .foreign
        case (.missingZeros, .pipeline), (.linearLeafOffsets, .pipeline), (.linearLeafFeatures, .pipeline),
            (.linearLeafCoefficients, .pipeline), (.linearLeafConstants, .pipeline), (.categorySets, .pipeline),
            (.categorySetOffsets, .pipeline), (.categoryCodes, .pipeline):
            .foreign
        case (.leafVectors, _), (.missingZeros, _), (.linearLeafOffsets, _), (.linearLeafFeatures, _),
            (.linearLeafCoefficients, _), (.linearLeafConstants, _), (_, .pipeline):
            .optional
        case (_, .trees): .required
        }
    }

    /// Whether it may have an element type before its model's precision is known.
    func canBe(_ type: TensorType) -> Bool { Precision.allCases.contains { self.type($0) == type } }

    enum Presence {
        case required
        case optional
        /// Does not belong to the file.
        case foreign
    }
}

/// What a file's tensors are of.
enum PredictorKind: String {
    case trees
    case linear
    case pipeline

    init(_ predictor: Predictor) {
        self =
            switch predictor {
            case .trees: .trees
            case .linear: .linear
            case .pipeline: .pipeline
            }
    }
}

/// The element types that a model file uses, under safetensors' names.
enum TensorType: String {
    case float32 = "F32"
    case float64 = "F64"
    case int32 = "I32"
    case uint8 = "U8"

    var byteCount: Int {
        switch self {
        case .float64: 8
        case .float32, .int32: 4
        case .uint8: 1
        }
    }
}
