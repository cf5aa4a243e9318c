/// A model as it is written, published and loaded: manifest, ensemble and the rows that prove it.
package struct Model: Sendable, Equatable {
    package var manifest: Manifest
    package var ensemble: TreeEnsemble
    package var golden: GoldenRows

    package init(manifest: Manifest, ensemble: TreeEnsemble, golden: GoldenRows) {
        self.manifest = manifest
        self.ensemble = ensemble
        self.golden = golden
    }
}

/// Encoded rows with the margins they must give.
package struct GoldenRows: Sendable, Equatable {
    /// The least number of rows a model file carries.
    package static let minimumCount = 64

    /// Row-major, `count` × features; NaN is missing.
    package var rows: [Float]
    /// Row-major, `count` × groups.
    package var expected: [Float]
    package var count: Int

    package init(rows: [Float], expected: [Float], count: Int) {
        self.rows = rows
        self.expected = expected
        self.count = count
    }
}
