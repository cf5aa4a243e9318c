import Evaluation
import Glibc
import ScoringModel

/// How much one column matters.
struct Importance: Sendable, Equatable {
    /// Position among the model's columns.
    var column: Int
    /// Share of the gain of all splits; nil when the library did not tell.
    var gainShare: Double?
    /// By how much the task's loss grows when the column is shuffled.
    var permutation: PermutationImportance?

    /// Rows × columns × repeats that are scored at most, so that wide and long tables wait for seconds and not minutes.
    private static let work = 1_000_000
    private static let repeats = 5
    private static let rowLimit = 5000
    private static let fewestRows = 100

    /// The most important first; on the rows of the part that judges, or some of them.
    static func all(_ input: ReportInput) -> [Importance] {
        let total = input.gains.reduce(0, +)
        var importances = input.columns.indices.map { column in
            Importance(column: column, gainShare: input.gains.isEmpty || total == 0 ? nil : input.gains[column] / total)
        }
        if let score = input.score, input.judge.rows.count > 1 {
            for (column, found) in permutations(input, score).enumerated() { importances[column].permutation = found }
        }
        return importances.sorted { one, other in
            (one.permutation?.mean ?? 0, one.gainShare ?? 0, other.column)
                > (other.permutation?.mean ?? 0, other.gainShare ?? 0, one.column)
        }
    }

    private static func permutations(
        _ input: ReportInput, _ score: ([Float]) -> [Float]
    ) -> [PermutationImportance] {
        let (part, width) = (input.judge, input.columns.count)
        var random = SplitMix(seed: input.seed)
        let limit = min(rowLimit, max(fewestRows, work / (width * repeats)))
        let chosen = random.positions(limit, below: part.rows.count)
        var encoded = chosen.flatMap { part.encoded[($0 * width)..<(($0 + 1) * width)] }
        let known = part.rows.rows(at: chosen)
        return PermutationImportance.measure(&encoded, columnCount: width, repeats: repeats, seed: input.seed) { rows in
            known.with(values: score(rows)).meanLoss
        }
    }
}

extension ScoredRows {
    func with(values: [Float]) -> ScoredRows {
        ScoredRows(
            task: task, classLabels: classLabels, positiveClass: positiveClass, targets: targets, weights: weights,
            values: values)
    }

    /// Log loss, or the root of the mean squared error.
    var meanLoss: Double {
        var (sum, total) = (0.0, 0.0)
        for row in 0..<count {
            sum += weight(row) * loss(row)
            total += weight(row)
        }
        guard total > 0 else { return 0 }
        return task == .regression ? (sum / total).squareRoot() : sum / total
    }

    /// What one row adds to the loss: the negative logarithm of its class's probability, or its squared error.
    func loss(_ row: Int) -> Double {
        switch task {
        case .binary:
            let score = Double(values[row])
            return -log(max(targets[row] == 1 ? score : 1 - score, .ulpOfOne))
        case .multiclass: return -log(max(Double(values[row * valueColumns + Int(targets[row])]), .ulpOfOne))
        default:
            let residual = Double(targets[row]) - Double(values[row])
            return residual * residual
        }
    }
}
