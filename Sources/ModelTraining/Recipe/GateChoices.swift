/// The recipe's `gate`: what a model must fulfil before it is written and published, in the file's order.
package struct GateChoices: Sendable, Equatable {
    package var conditions: [GateCondition] = []
}

/// One condition of the gate.
package struct GateCondition: Sendable, Equatable {
    package enum Requirement: Sendable, Equatable {
        case comparison(MetricComparison)
        /// The primary metric may be worse than the live model's by this much.
        case notWorseThanLive(Double)
        /// Largest expected calibration error.
        case maxCalibrationError(Double)
        /// Bytes of the model file.
        case maxSize(Int)
        /// Of the engine on one thread of this machine.
        case minRowsPerSecond(Double)
    }

    package var requirement: Requirement
    /// As a message shows it, such as `auc >= 0.85` or `max_size: 20 MB`.
    package var text: String
    /// Of the recipe.
    package var line: Int
}

/// `test.auc >= 0.85`.
package struct MetricComparison: Sendable, Equatable {
    package enum Part: String, Sendable, CaseIterable {
        case validation
        case test
    }

    package enum Operator: String, Sendable, CaseIterable {
        case atLeast = ">="
        case above = ">"
        case atMost = "<="
        case below = "<"

        package func holds(_ value: Double, _ bound: Double) -> Bool {
            switch self {
            case .atLeast: value >= bound
            case .above: value > bound
            case .atMost: value <= bound
            case .below: value < bound
            }
        }
    }

    /// Nil: the test rows if there are any, else the validation rows.
    package var part: Part?
    /// A metric of the report.
    package var metric: String
    package var comparison: Operator
    package var bound: Double
}
