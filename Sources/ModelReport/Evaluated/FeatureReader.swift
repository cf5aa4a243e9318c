import Drawing
import ScoringModel
import TrainingData

/// Cells of a table → columns of a model, through the encoder that the worker uses.
struct FeatureReader {
    private let table: DataTable
    private let encoder: RowEncoder
    private var row: EncodedRow
    /// Column and feature of each feature that the table has.
    private let cells: [(column: Int, feature: Int)]
    /// By feature: cells with a category that training never saw.
    private(set) var unseen: [Int]

    init(_ table: DataTable, _ encoder: RowEncoder) {
        self.table = table
        self.encoder = encoder
        row = EncodedRow(encoder)
        let positions = Dictionary(uniqueKeysWithValues: table.columns.enumerated().map { ($1, $0) })
        cells = encoder.features.enumerated().compactMap { feature, column in
            positions[column.name].map { ($0, feature) }
        }
        unseen = Array(repeating: 0, count: encoder.features.count)
    }

    /// Appends a row's model columns; nothing when the row can't be scored.
    mutating func append(_ position: Int, to encoded: inout [Float]) throws(RowError) {
        let start = encoded.count
        var bytes: [UInt8] = []
        do throws(RowError) {
            var failure: RowError?
            for cell in cells {
                bytes.removeAll(keepingCapacity: true)
                table.append(row: position, column: cell.column, to: &bytes)
                do throws(RowError) {
                    try row.set(field: bytes.span, at: cell.feature)
                    try countUnseen(bytes.span, cell.feature)
                } catch { failure = failure ?? error }
            }
            do throws(RowError) { try row.finish(into: &encoded) } catch { failure = failure ?? error }
            if let failure { throw failure }
        } catch {
            encoded.removeSubrange(start...)
            throw error
        }
    }

    /// A name that became missing without being a word for it.
    private mutating func countUnseen(_ field: Span<UInt8>, _ feature: Int) throws(RowError) {
        guard !encoder.features[feature].categories.isEmpty, !MissingWords.contains(field) else { return }
        if try encoder.value(field: field, at: feature).isNaN { unseen[feature] += 1 }
    }

    /// What the table lacks of the model.
    var sentences: [String] {
        let known = Set(cells.map(\.feature))
        let absent = encoder.features.indices.filter { !known.contains($0) }.map { encoder.features[$0].name }
        var sentences: [String] = []
        if !absent.isEmpty {
            let names = absent.prefix(8).joined(separator: ", ") + (absent.count > 8 ? " …" : "")
            sentences.append("The data have no column \(names); every value of it is missing.")
        }
        for feature in unseen.indices where unseen[feature] > 0 {
            let count = FigureText.counted(unseen[feature], "value")
            sentences.append(
                "\(count) of \(encoder.features[feature].name) never came in training and became missing.")
        }
        return sentences
    }
}

/// Rows that could not be judged, and why.
struct LeftRows {
    let target: String
    var withoutTarget = 0
    private var unknown = 0
    private var firstUnknown = ""
    private var failed = 0
    private var firstFailure = ""

    init(target: String) { self.target = target }

    mutating func addUnknown(_ text: String, place: String) {
        if unknown == 0 { firstUnknown = "\(place): \"\(text)\"" }
        unknown += 1
    }

    mutating func addFailure(_ problem: String, place: String) {
        if failed == 0 { firstFailure = "\(place): the row \(problem)" }
        failed += 1
    }

    var sentences: [String] {
        var sentences: [String] = []
        if withoutTarget > 0 {
            sentences.append("Left out: \(FigureText.counted(withoutTarget, "row")) without a value of \(target).")
        }
        if unknown > 0 {
            sentences.append(
                "Left out: \(FigureText.counted(unknown, "row")) with a value of \(target) that the model does not have "
                    + "(\(firstUnknown)).")
        }
        if failed > 0 {
            sentences.append(
                "Left out: \(FigureText.counted(failed, "row")) that can't be scored (\(firstFailure)).")
        }
        return sentences
    }
}
