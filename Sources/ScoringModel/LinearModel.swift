/// A linear model: a bias per margin, and per margin a weight for each feature.
///
/// Semantics, to the bit (those of XGBoost's gblinear): a margin starts from bias + base margin; then value × weight is
/// added in the order of the features, every product and every sum rounded to Float32. A missing value (NaN) adds
/// nothing.
package struct LinearModel: Sendable, Equatable {
    /// What every margin starts from; `groupCount` elements.
    package var baseMargins: [Float]
    /// `groupCount` elements.
    package var bias: [Float]
    /// Row-major, features × `groupCount`.
    package var weights: [Float]

    package init(baseMargins: [Float], bias: [Float], weights: [Float]) {
        self.baseMargins = baseMargins
        self.bias = bias
        self.weights = weights
    }

    /// Number of margins per row.
    package var groupCount: Int { baseMargins.count }
}
