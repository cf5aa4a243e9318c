import Checksum
import JSONBytes
package import ScoringModel

extension ModelFile {
    private struct Entry {
        let name: TensorName
        let shape: [Int]
        /// Counted from the start of the data section.
        let range: Range<Int>
    }

    /// The file of a valid model: the same bytes for the same model, on every machine. `source` is the original file,
    /// kept for reference; nothing reads it.
    package static func encode(_ model: Model, source: [UInt8]? = nil) throws(ModelFileError) -> [UInt8] {
        do throws(ModelError) {
            try model.validate()
        } catch {
            throw ModelFileError("the model can't be written: \(error)")
        }
        let manifest = try model.manifest.json(pipeline: model.predictor.pipeline)
        var data: [UInt8] = []
        var entries: [Entry] = []
        let kind = PredictorKind(model.predictor)
        for name in TensorName.written(model.predictor.precision) {
            let presence = name.presence(in: kind)
            guard presence != .foreign else { continue }
            let start = data.count
            let shape = append(name, of: model, source ?? [], to: &data)
            guard presence == .required || data.count > start || (name == .source && source != nil) else { continue }
            entries.append(Entry(name: name, shape: shape, range: start..<data.count))
        }
        let header = header(
            manifest, sha256: SHA256.hex(digest: SHA256.digest(manifest, data)), model.predictor.precision, entries)
        guard header.count <= Container.maximumHeaderLength else {
            throw ModelFileError(
                "the manifest is too large: the header takes \(header.count) of \(Container.maximumHeaderLength) bytes")
        }
        var file: [UInt8] = []
        file.reserveCapacity(8 + header.count + data.count)
        TensorBytes.append([UInt64(header.count)], to: &file)
        file += header
        file += data
        return file
    }

    /// Padded with spaces, so that the data section is aligned.
    private static func header(
        _ manifest: [UInt8], sha256: String, _ precision: Precision, _ entries: [Entry]
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("__metadata__")
        writer.beginObject()
        writer.key("format")
        writer.write(Container.format)
        writer.key("manifest")
        writer.write(manifest.span)
        writer.key("sha256")
        writer.write(sha256)
        writer.endObject()
        for entry in entries {
            writer.key(name: entry.name.rawValue)
            writer.beginObject()
            writer.key("dtype")
            writer.write(entry.name.type(precision).rawValue)
            writer.key("shape")
            writer.write(.array(entry.shape.map { .integer($0) }))
            writer.key("data_offsets")
            writer.write(.array([.integer(entry.range.lowerBound), .integer(entry.range.upperBound)]))
            writer.endObject()
        }
        writer.endObject()
        while !writer.bytes.count.isMultiple(of: 8) { writer.bytes.append(UInt8(ascii: " ")) }
        return writer.bytes
    }

    /// Appends a tensor and gives its shape.
    private static func append(_ name: TensorName, of model: Model, _ source: [UInt8], to data: inout [UInt8]) -> [Int]
    {
        func append<Element: BitwiseCopyable>(_ elements: [Element]) -> [Int] {
            TensorBytes.append(elements, to: &data)
            return [elements.count]
        }
        func appendNumbers(_ numbers: [Double]) -> [Int] {
            model.predictor.precision == .float64 ? append(numbers) : append(numbers.map { Float($0) })
        }
        // What one kind of predictor has not, the other has: no tensor of another kind is asked for.
        let pipeline = model.predictor.pipeline
        let trees = model.predictor.trees ?? pipeline?.joinedEnsembles ?? TreeEnsemble()
        let linear = model.predictor.linear ?? LinearModel(baseMargins: [], bias: [], weights: [])
        switch name {
        case .treeOffsets: return append(trees.treeOffsets)
        case .treeGroups: return append(trees.treeGroups)
        case .baseMargins: return appendNumbers(trees.baseMargins)
        case .features: return append(trees.features)
        case .values: return appendNumbers(trees.values)
        case .leftChildren: return append(trees.leftChildren)
        case .rightChildren: return append(trees.rightChildren)
        case .categorySets: return append(trees.categorySets)
        case .categorySetOffsets: return append(trees.categorySetOffsets)
        case .categoryCodes: return append(trees.categoryCodes)
        case .defaultLeft: return append(trees.defaultLeft)
        case .missingZeros: return append(trees.missingZeros)
        case .leafVectors:
            return [appendNumbers(trees.leafVectors)[0] / trees.groupCount, trees.groupCount]
        case .linearLeafOffsets: return append(trees.linearLeaves?.offsets ?? [])
        case .linearLeafFeatures: return append(trees.linearLeaves?.features ?? [])
        case .linearLeafCoefficients: return append(trees.linearLeaves?.coefficients ?? [])
        case .linearLeafConstants: return append(trees.linearLeaves?.constants ?? [])
        case .linearBaseMargins: return append(linear.baseMargins)
        case .linearBias: return append(linear.bias)
        case .linearWeights:
            TensorBytes.append(linear.weights, to: &data)
            return [model.manifest.columnCount, linear.groupCount]
        case .pipelineColumns:
            return append((pipeline?.steps.flatMap(\.inputs) ?? []) + (pipeline?.outputs ?? []))
        case .pipelineConstants: return appendNumbers(pipeline?.steps.flatMap(\.constants) ?? [])
        case .source: return append(source)
        case .goldenRows:
            _ = appendNumbers(model.golden.rows)
            return [model.golden.count, model.manifest.columnCount]
        case .goldenExpected:
            _ = appendNumbers(model.golden.expected)
            return [model.golden.count, model.predictor.groupCount]
        }
    }
}
