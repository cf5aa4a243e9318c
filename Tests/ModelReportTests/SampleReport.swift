import Evaluation
import Foundation
import ScoringModel
import TestSupport

@testable import ModelReport

/// Inputs of reports about made-up models that know the rule behind made-up rows, but not its noise.
enum SampleReport {
    static let hostile = #"<script>alert("1")</script> & 'x' "y""#

    static func manifest(_ task: ScoringModel.Task, labels: [String], columns: [ReportInput.Column]) -> Manifest {
        Manifest(
            name: "parcels", task: task, createdAt: "2026-01-02T03:04:05Z",
            features: columns.map {
                Feature(name: $0.name, kind: $0.categories.isEmpty ? .numeric : .categorical, categories: $0.categories)
            }, target: "late", classLabels: labels, decisionThreshold: 0.4,
            transform: task == .binary ? .logistic : task == .multiclass ? .softmax : .identity,
            iterationRange: 0..<60,
            source: Source(library: "xgboost", libraryVersion: "1.7.4", format: "xgboost-ubj", sha256: "00"),
            goldenOrigin: .library)
    }

    static let columns: [ReportInput.Column] = [
        ReportInput.Column(name: "distance_km", kind: "numeric"),
        ReportInput.Column(name: "weight_kg", kind: "numeric"),
        ReportInput.Column(name: "carrier", kind: "categorical", categories: ["blue", hostile, "red"]),
        ReportInput.Column(name: "insured", kind: "boolean"),
        ReportInput.Column(name: hostile, kind: "log1p of distance_km"),
    ]

    static func row(_ random: inout SeededGenerator) -> [Float] {
        let distance = -log(Float.random(in: 0.001..<1, using: &random)) * 120
        let weight = Float.random(in: 0..<1, using: &random) < 0.08 ? Float.nan : .random(in: 0.2...30, using: &random)
        let carrier = Float(Int.random(in: 0..<3, using: &random))
        return [distance, weight, carrier, Float(Int.random(in: 0..<2, using: &random)), log1p(distance)]
    }

    /// What the models know: a number around 0.
    static func known(_ row: ArraySlice<Float>) -> Float {
        let start = row.startIndex
        let weight = row[start + 1].isNaN ? 12 : row[start + 1]
        return (row[start] - 90) / 70 + (weight - 14) / 12 + (row[start + 2] - 1) * 0.9
    }

    static func values(_ encoded: [Float], _ task: ScoringModel.Task) -> [Float] {
        stride(from: 0, to: encoded.count, by: columns.count).flatMap { start -> [Float] in
            let known = known(encoded[start..<(start + columns.count)])
            switch task {
            case .binary: return [1 / (1 + exp(-1.3 * known))]
            case .multiclass:
                let raw = [exp(-known), 1.2, exp(known * 0.8)]
                return raw.map { $0 / raw.reduce(0, +) }
            default: return [40 + 12 * known]
            }
        }
    }

    static func part(
        _ name: String, _ count: Int, _ task: ScoringModel.Task, labels: [String], isWeighted: Bool = false
    ) -> ReportInput.Part {
        var random = SeededGenerator(seed: UInt64(count))
        let encoded = (0..<count).flatMap { _ in row(&random) }
        let values = values(encoded, task)
        let targets = (0..<count).map { row -> Float in
            switch task {
            case .binary: return Float.random(in: 0..<1, using: &random) < values[row] ? 1 : 0
            case .multiclass:
                let draw = Float.random(in: 0..<1, using: &random)
                return draw < values[row * 3] ? 0 : draw < values[row * 3] + values[row * 3 + 1] ? 1 : 2
            default: return values[row] + (0..<6).reduce(0) { sum, _ in sum + .random(in: -4...4, using: &random) }
            }
        }
        return ReportInput.Part(
            name: name,
            rows: ScoredRows(
                task: task, classLabels: labels, targets: targets,
                weights: isWeighted ? (0..<count).map { Float($0 % 3 + 1) } : nil, values: values), encoded: encoded
        ) { "parcels & more.csv, line \($0 + 2)" }
    }

    static func input(_ task: ScoringModel.Task, rows: Int = 600, isWeighted: Bool = false) -> ReportInput {
        let labels = task == .binary ? ["in time", hostile] : task == .multiclass ? ["early", "in time", hostile] : []
        let parts = [("train", 2 * rows), ("validation", rows), ("test", rows - 1)].map {
            part($0.0, $0.1, task, labels: labels, isWeighted: isWeighted)
        }
        var input = ReportInput(
            occasion: .training, manifest: manifest(task, labels: labels, columns: columns), parts: parts,
            columns: columns, baseline: parts[0].rows)
        input.folds = (1...3).map { part("fold", rows + $0, task, labels: labels).rows }
        let metric = MetricCatalog.loss(of: task)
        func curve(_ end: Double, _ fall: Double) -> [Double] {
            (1...80).map { end + fall * exp(-Double($0) / 18) }
        }
        let rise = (1...80).map { Double(max(0, $0 - 60)) * 0.0006 }
        input.learningCurves = [
            ReportInput.LearningCurve(
                metric: metric, training: curve(0.25, 0.45), validation: zip(curve(0.36, 0.33), rise).map { $0 + $1 })
        ]
        input.gains = [510, 230, 180, 0, 60]
        input.score = { values($0, task) }
        input.gate = [
            ReportInput.GateResult(condition: "\(metric) <= 9", hasPassed: true, finding: "It is small enough."),
            ReportInput.GateResult(condition: "max_size: 20 MB", hasPassed: true, finding: "The file has 1.2 MB."),
        ]
        input.live = ReportInput.LiveModel(
            version: 7, sha256: "ab",
            outcomes: [
                NamedValue("test", parts[2].rows.baseline(trainedOn: parts[0].rows))
            ])
        input.notes = ["The threshold was chosen on the validation rows: their metrics flatter."]
        input.card = [
            NamedValue("purpose", "Tell the warehouse which parcels will be late."),
            NamedValue("owner", "Logistics \(hostile)"),
        ]
        input.reproduction = [
            NamedValue("command", "scoreline-trainer train recipe.yaml --report report"), NamedValue("seed", "1"),
            NamedValue("data SHA-256", String(repeating: "ab", count: 32)),
        ]
        input.recipe = "name: parcels\ndata: parcels.csv   # \(hostile)\ntarget: late\n"
        return input
    }
}
