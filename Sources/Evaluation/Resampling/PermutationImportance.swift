/// How much worse a model becomes when one of its columns is shuffled (Breiman, 2001): what it really leans on, whatever
/// its trees say. The same rows and seed give the same figures.
package struct PermutationImportance: Sendable, Equatable {
    /// Mean increase of the loss over the repeats; negative where shuffling helped by chance.
    package var mean: Double
    /// Standard deviation over the repeats.
    package var standardDeviation: Double

    /// One element per column. `rows` are row-major and given back as they were; `loss` is of rows like these, smaller is
    /// better, and is called `columnCount` × `repeats` + 1 times.
    package static func measure(
        _ rows: inout [Float], columnCount: Int, repeats: Int = 5, seed: UInt64, loss: ([Float]) -> Double
    ) -> [PermutationImportance] {
        let count = rows.count / columnCount
        let known = loss(rows)
        var random = SplitMix(seed: seed)
        return (0..<columnCount).map { column in
            let values = (0..<count).map { rows[$0 * columnCount + column] }
            var order = Array(0..<count)
            var increases: [Double] = []
            for _ in 0..<repeats {
                random.shuffle(&order)
                for row in 0..<count { rows[row * columnCount + column] = values[order[row]] }
                increases.append(loss(rows) - known)
            }
            for row in 0..<count { rows[row * columnCount + column] = values[row] }
            let mean = increases.reduce(0, +) / Double(repeats)
            let variance = increases.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(repeats)
            return PermutationImportance(mean: mean, standardDeviation: variance.squareRoot())
        }
    }
}
