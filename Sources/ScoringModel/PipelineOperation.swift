/// What a step of a pipeline computes: a closed set. x is an input, c a constant, w the number of outputs.
///
/// Conditions are 1 and 0; every number but 0 counts as true.
package enum PipelineOperation: String, Sendable, CaseIterable {
    // w inputs: each output is of one input.
    case absolute
    /// `1 - x`
    case complement
    case exponential
    /// Whether it is NaN.
    case isMissing = "is_missing"
    case logarithm
    /// `v = 1 / (1 + exp(-|x|))`, and `1 - v` for x below 0.
    case logistic
    case negate
    case not
    case reciprocal
    /// 0 for x below 0.
    case rectify
    /// The nearest Float32.
    case round
    case squareRoot = "square_root"
    case tangent = "hyperbolic_tangent"
    /// Without its fraction.
    case truncate

    // w inputs and as many constants.
    /// c for NaN.
    case impute

    // 2 w inputs, the left operands first; or w inputs, the left operands, and w constants, the right ones.
    case add
    case subtract
    case multiply
    case divide
    case power
    /// The smaller one; NaN is smaller than everything.
    case minimum
    /// The larger one; NaN is larger than everything.
    case maximum
    case less
    case lessOrEqual = "less_or_equal"
    case equal
    case both
    case either

    // Others.
    /// No input: each output is its constant.
    case constant
    /// 3 w inputs, w conditions first: the second where it is true, else the third.
    case select
    /// w × inputs weights, row-major, then w constants: x × weight added up from 0 in the order of the inputs, in Float32
    /// each product unrounded; last the constant.
    case affine
    /// One input, w codes: output i is 1 where x, without its fraction, is code i.
    case oneHot = "one_hot"
    /// One input, one output; a default, n keys in ascending order, n values: the value of the key that x equals.
    case lookup
    /// w inputs: `exp(x - max)`, divided by their sum.
    case softmax
    /// w inputs, each divided by the sum of their magnitudes, unless that is 0.
    case normalizeSum = "normalize_sum"
    /// w inputs, each divided by the root of the sum of their squares, unless that is 0.
    case normalizeLength = "normalize_length"
    /// w inputs, each divided by the largest, unless that is 0.
    case normalizeMaximum = "normalize_maximum"
    /// One output: the sum of the inputs in their order.
    case sum
    /// One output: which input, counted from 0, is the largest; of equal ones the first.
    case argmax
    /// The margins of the pipeline's next ensemble, whose features are the inputs.
    case trees

    package enum Shape: Sendable {
        case unary
        case imputing
        case binary
        case special
    }

    package var shape: Shape {
        switch self {
        case .absolute, .complement, .exponential, .isMissing, .logarithm, .logistic, .negate, .not, .reciprocal,
            .rectify, .round, .squareRoot, .tangent, .truncate:
            .unary
        case .impute: .imputing
        case .add, .subtract, .multiply, .divide, .power, .minimum, .maximum, .less, .lessOrEqual, .equal, .both,
            .either:
            .binary
        default: .special
        }
    }
}
