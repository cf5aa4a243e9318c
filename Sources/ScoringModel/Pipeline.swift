/// Columns computed from columns, step by step: preprocessing, networks, trees and models of their outputs.
///
/// Semantics, to the bit: columns 0 ..< `featureCount` are a row's values, rounded to `precision`. Each step appends
/// its outputs as further columns; every number that it computes is rounded to `precision`. The margins are the columns
/// `outputs`. What a step does is said at `PipelineOperation`.
package struct Pipeline: Sendable, Equatable {
    package var precision: Precision
    package var featureCount: Int
    package var steps: [PipelineStep]
    /// The columns that are the margins.
    package var outputs: [Int32]
    /// The ensembles of the steps `trees`, in their order; of the pipeline's precision.
    package var ensembles: [TreeEnsemble]

    package init(
        precision: Precision, featureCount: Int, steps: [PipelineStep] = [], outputs: [Int32] = [],
        ensembles: [TreeEnsemble] = []
    ) {
        self.precision = precision
        self.featureCount = featureCount
        self.steps = steps
        self.outputs = outputs
        self.ensembles = ensembles
    }

    /// All columns: features and what the steps append.
    package var columnCount: Int { steps.reduce(featureCount) { $0 + $1.outputCount } }

    /// Bytes of the arrays.
    var byteCount: Int {
        steps.reduce(4 * outputs.count) { $0 + 4 * $1.inputs.count + 8 * $1.constants.count + 64 }
            + ensembles.reduce(0) { $0 + $1.byteCount }
    }
}

/// One step: what it does, with which columns and numbers.
package struct PipelineStep: Sendable, Equatable {
    package var operation: PipelineOperation
    /// Columns that are there before the step.
    package var inputs: [Int32]
    package var outputCount: Int
    /// Numbers of the pipeline's precision; their meaning is the operation's.
    package var constants: [Double]

    package init(
        _ operation: PipelineOperation, _ inputs: [Int32], outputs outputCount: Int, constants: [Double] = []
    ) {
        self.operation = operation
        self.inputs = inputs
        self.outputCount = outputCount
        self.constants = constants
    }
}
