/// A model as it is written, published and loaded: manifest, predictor and the rows that prove it.
package struct Model: Sendable, Equatable {
    package var manifest: Manifest
    package var predictor: Predictor
    package var golden: GoldenRows

    package init(manifest: Manifest, predictor: Predictor, golden: GoldenRows) {
        self.manifest = manifest
        self.predictor = predictor
        self.golden = golden
    }
}

/// Encoded rows with the margins they must give, numbers of the predictor's precision.
package struct GoldenRows: Sendable, Equatable {
    /// The least number of rows a model file carries.
    package static let minimumCount = 64

    /// Row-major, `count` × features; NaN is missing.
    package var rows: [Double]
    /// Row-major, `count` × groups.
    package var expected: [Double]
    package var count: Int

    package init(rows: [Double], expected: [Double], count: Int) {
        self.rows = rows
        self.expected = expected
        self.count = count
    }
}
