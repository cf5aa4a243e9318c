import Checksum
import JSONBytes
package import ScoringModel

/// Models ⇄ bytes of a model file, which docs/model-file.md describes.
package enum ModelFile {
    /// The model of a file, whose container, checksum, manifest and structure are checked: steps 1 and 2 of the gate.
    package static func decode(_ bytes: [UInt8]) throws(ModelFileError) -> Model {
        let container = try Container(bytes)
        var hasher = SHA256.Hasher()
        hasher.update(container.manifest.span)
        hasher.update(bytes.span.extracting(container.data))
        let found = SHA256.hex(digest: hasher.finish())
        guard found == container.sha256 else {
            throw ModelFileError(
                "the file is damaged: its SHA-256 is \(found), but __metadata__.sha256 says \(container.sha256.prefix(64))"
            )
        }
        let document = try Manifest.document(container.manifest)
        let outline = try document.optional("pipeline").map { field throws(ModelFileError) in
            try PipelineOutline(field)
        }
        let model = try container.model(try Manifest(document), outline, bytes)
        do throws(ModelError) {
            try model.validate()
        } catch {
            throw ModelFileError("\(error)")
        }
        return model
    }

    /// The manifest of a file that is not here: `start` gives as many of the file's first bytes as it is asked for, or all
    /// where it has fewer. Asks twice, for at most 8 MiB. Form and types are checked; no checksum is, and no sense.
    package static func manifest(
        startingWith start: (_ length: Int) throws -> [UInt8]
    ) throws -> Manifest {
        let end = 8 + (try Container.headerLength(start(8)))
        let bytes = try start(end)
        guard bytes.count == end else {
            throw ModelFileError("the header says it has \(end - 8) bytes, but the file ends after \(bytes.count)")
        }
        return try Manifest(Manifest.document(Container.manifest(ofHeader: bytes.span.extracting(8..<end))))
    }
}

extension Container {
    fileprivate func model(
        _ manifest: Manifest, _ outline: PipelineOutline?, _ bytes: [UInt8]
    ) throws(ModelFileError) -> Model {
        func elements<Element: BitwiseCopyable>(_ name: TensorName, _ type: Element.Type = Element.self) -> [Element] {
            TensorBytes.elements(type, in: tensors[name]?.range ?? 0..<0, of: bytes)
        }
        func numbers(_ name: TensorName) -> [Double] {
            if tensors[name]?.type == .float64 { return elements(name) }
            return elements(name, Float.self).map(Double.init)
        }
        for name in TensorName.allCases {
            guard let found = tensors[name]?.type, found != name.type(manifest.precision) else { continue }
            throw ModelFileError(
                "\(name.rawValue).dtype is \"\(found.rawValue)\", expected \"\(name.type(manifest.precision).rawValue)\" in a "
                    + "model of the precision \(manifest.precision.rawValue)")
        }
        guard (outline != nil) == (kind == .pipeline) else {
            throw ModelFileError("manifest: the field pipeline and the tensor pipeline.columns belong together")
        }
        let baseMargins = numbers(kind == .linear ? .linearBaseMargins : .baseMargins)
        let (width, groupCount) = (manifest.columnCount, outline?.outputs ?? baseMargins.count)
        let count = tensors[.goldenRows]?.shape.first ?? 0
        var shapes = [(TensorName.goldenRows, [count, width]), (.goldenExpected, [count, groupCount])]
        if kind == .linear { shapes.append((.linearWeights, [width, groupCount])) }
        if let vectors = tensors[.leafVectors] {
            shapes.append((.leafVectors, [vectors.shape.first ?? 0, outline == nil ? groupCount : 1]))
        }
        for (name, expected) in shapes {
            let shape = tensors[name]?.shape ?? []
            guard shape == expected else {
                throw ModelFileError("\(name.rawValue).shape is \(shape), expected \(expected)")
            }
        }
        let predictor: Predictor
        if kind == .linear {
            predictor = .linear(
                LinearModel(
                    baseMargins: elements(.linearBaseMargins), bias: elements(.linearBias),
                    weights: elements(.linearWeights)))
        } else {
            let hasLinearLeaves = tensors[.linearLeafConstants] != nil || tensors[.linearLeafOffsets] != nil
            let linearLeaves =
                !hasLinearLeaves
                ? nil
                : LinearLeaves(
                    offsets: elements(.linearLeafOffsets), features: elements(.linearLeafFeatures),
                    coefficients: elements(.linearLeafCoefficients), constants: elements(.linearLeafConstants))
            let trees = TreeEnsemble(
                precision: manifest.precision, treeOffsets: elements(.treeOffsets),
                treeGroups: elements(.treeGroups), groupCount: groupCount,
                baseMargins: baseMargins, features: elements(.features), values: numbers(.values),
                leftChildren: elements(.leftChildren), rightChildren: elements(.rightChildren),
                defaultLeft: elements(.defaultLeft), missingZeros: elements(.missingZeros),
                categorySets: elements(.categorySets), categorySetOffsets: elements(.categorySetOffsets),
                categoryCodes: elements(.categoryCodes), leafVectors: numbers(.leafVectors),
                linearLeaves: linearLeaves)
            if let outline {
                predictor = .pipeline(
                    try outline.pipeline(
                        manifest.precision, featureCount: width, columns: elements(.pipelineColumns),
                        constants: numbers(.pipelineConstants), trees))
            } else {
                predictor = .trees(trees)
            }
        }
        return Model(
            manifest: manifest, predictor: predictor,
            golden: GoldenRows(rows: numbers(.goldenRows), expected: numbers(.goldenExpected), count: count))
    }
}
