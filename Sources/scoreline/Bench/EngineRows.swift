import Evaluation
import Files
import ModelFile
import ScoringModel
import Settings
import Tables

/// Encoded rows for one model.
struct EngineRows {
    /// Row-major, n × columns.
    enum Values {
        case float32([Float])
        case float64([Double])
    }

    private(set) var values: Values
    let width: Int

    /// Where rows come from.
    enum Source {
        case random
        case table(String)
        case raw(String, isDouble: Bool)

        init(_ settings: CommandSettings) throws {
            let (table, raw) = (try settings.text("rows"), try settings.text("rows-file"))
            let type = try settings.text("dtype")
            switch (table, raw) {
            case (nil, nil): self = .random
            case (let table?, nil): self = .table(table)
            case (nil, let raw?):
                guard ["f32", "f64"].contains(type ?? "f32") else {
                    throw SettingsError("dtype: \(type ?? "") is neither f32 nor f64")
                }
                self = .raw(raw, isDouble: type == "f64")
            default: throw SettingsError("rows and rows-file: only one of them can give the rows")
            }
            if raw == nil, type != nil { throw SettingsError("dtype: it is for rows-file, which is not given") }
        }
    }

    private static let rawLimit = 4 << 30
    /// Bytes of rows that are made; of very wide rows fewer are.
    private static let randomBytes = 256 << 20

    /// Rows of a file, or as many random ones that two calls in turn of `atLeast` rows get different ones.
    init(_ source: Source, _ model: AdmittedModel, atLeast rowCount: Int) throws {
        width = model.model.manifest.columnCount
        switch source {
        case .random:
            let count = max(min(2 * rowCount, Self.randomBytes / (8 * width)), 1)
            values = .float64(Self.random(model.model, rows: count))
        case .table(let path): values = .float64(try Self.table(path, model))
        case .raw(let path, let isDouble): values = try Self.raw(path, width: width, isDouble: isDouble)
        }
    }

    var count: Int {
        switch values {
        case .float32(let numbers): numbers.count / width
        case .float64(let numbers): numbers.count / width
        }
    }

    /// One row, as the reference scorer takes it.
    func row(_ position: Int) -> [Double] {
        let range = position * width..<(position + 1) * width
        return switch values {
        case .float32(let numbers): numbers[range].map { Double($0) }
        case .float64(let numbers): Array(numbers[range])
        }
    }

    /// The same rows again and again until there are as many.
    func repeated(atLeast rowCount: Int) -> EngineRows {
        guard count < rowCount, count > 0 else { return self }
        let times = (rowCount + count - 1) / count
        var copy = self
        copy.values =
            switch values {
            case .float32(let numbers): .float32(Array(repeatElement(numbers, count: times).joined()))
            case .float64(let numbers): .float64(Array(repeatElement(numbers, count: times).joined()))
            }
        return copy
    }

    /// Between two thresholds of the feature, so that rows take many ways; codes of categories.
    private static func random(_ model: Model, rows: Int) -> [Double] {
        let width = model.manifest.columnCount
        var cuts = [[Double]](repeating: [], count: width)
        var codes = [Int](repeating: 0, count: width)
        if let trees = model.predictor.trees {
            for node in 0..<trees.nodeCount where (0..<width).contains(Int(trees.features[node])) {
                let feature = Int(trees.features[node])
                let set = Int(trees.categorySets[node])
                if set >= 0 {
                    let last = Int(trees.categoryCodes[Int(trees.categorySetOffsets[set + 1]) - 1])
                    codes[feature] = max(codes[feature], last + 2)
                } else if trees.values[node].isFinite {
                    cuts[feature].append(trees.values[node])
                }
            }
        }
        var generator = SplitMix(seed: 1)
        let precision = model.predictor.precision
        return (0..<rows * width).map { position in
            let feature = position % width
            if codes[feature] > 0 { return Double(generator.next(below: codes[feature])) }
            guard !cuts[feature].isEmpty else { return precision.rounded(generator.unit()) }
            let low = cuts[feature][generator.next(below: cuts[feature].count)]
            let high = cuts[feature][generator.next(below: cuts[feature].count)]
            return precision.rounded(low + generator.unit() * (high - low))
        }
    }

    private static func table(_ path: String, _ model: AdmittedModel) throws -> [Double] {
        var reader = try TableReader.open(path, maximumDepth: 60)
        guard reader.format != .jsonLines else {
            throw SettingsError("rows: \(path) is JSON Lines; the bench takes CSV or TSV")
        }
        let cells = model.encoder.features.enumerated().compactMap { feature in
            reader.columns.firstIndex(of: feature.element.name).map { (column: $0, feature: feature.offset) }
        }
        guard !cells.isEmpty else {
            throw ProgramFailure(.workFailed, "no column of \(path) is a feature of the model")
        }
        var row = EncodedRow(model.encoder)
        var rows: [Double] = []
        while try reader.next() {
            do throws(RowError) {
                for cell in cells { try row.set(field: reader.field(at: cell.column), at: cell.feature) }
                try row.finish(into: &rows)
            } catch {
                throw ProgramFailure(
                    .workFailed,
                    "row \(rows.count / model.model.manifest.columnCount + 1) of \(path): \(error.problem)")
            }
        }
        guard !rows.isEmpty else { throw ProgramFailure(.workFailed, "\(path) has no rows") }
        return rows
    }

    private static func raw(_ path: String, width: Int, isDouble: Bool) throws -> Values {
        let bytes: [UInt8]
        do { bytes = try FileBytes.read(path, limit: rawLimit) } catch { throw ProgramFailure(.workFailed, "\(error)") }
        let rowBytes = width * (isDouble ? 8 : 4)
        guard !bytes.isEmpty, bytes.count.isMultiple(of: rowBytes) else {
            throw ProgramFailure(
                .workFailed,
                "\(path) has \(bytes.count) bytes, expected a multiple of \(rowBytes): \(width) columns of "
                    + "\(isDouble ? "Float64" : "Float32")")
        }
        func bits(_ number: Int, _ size: Int) -> UInt64 {
            (0..<size).reduce(0) { $0 | UInt64(bytes[number * size + $1]) << UInt64(8 * $1) }
        }
        return isDouble
            ? .float64((0..<bytes.count / 8).map { Double(bitPattern: bits($0, 8)) })
            : .float32((0..<bytes.count / 4).map { Float(bitPattern: UInt32(bits($0, 4))) })
    }
}
