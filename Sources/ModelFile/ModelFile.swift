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
        let manifest = try Manifest(json: container.manifest)
        let model = try container.model(manifest, bytes)
        do throws(ModelError) {
            try model.validate()
        } catch {
            throw ModelFileError("\(error)")
        }
        return model
    }
}

extension Container {
    fileprivate func model(_ manifest: Manifest, _ bytes: [UInt8]) throws(ModelFileError) -> Model {
        func elements<Element: BitwiseCopyable>(_ name: TensorName, _ type: Element.Type = Element.self) -> [Element] {
            TensorBytes.elements(type, in: tensors[name]?.range ?? 0..<0, of: bytes)
        }
        let baseMargins: [Float] = elements(isLinear ? .linearBaseMargins : .baseMargins)
        let (width, groupCount) = (manifest.columnCount, baseMargins.count)
        let count = tensors[.goldenRows]?.shape.first ?? 0
        var shapes = [(TensorName.goldenRows, [count, width]), (.goldenExpected, [count, groupCount])]
        if isLinear { shapes.append((.linearWeights, [width, groupCount])) }
        for (name, expected) in shapes {
            let shape = tensors[name]?.shape ?? []
            guard shape == expected else {
                throw ModelFileError("\(name.rawValue).shape is \(shape), expected \(expected)")
            }
        }
        let predictor: Predictor
        if isLinear {
            predictor = .linear(
                LinearModel(
                    baseMargins: baseMargins, bias: elements(.linearBias), weights: elements(.linearWeights)))
        } else {
            predictor = .trees(
                TreeEnsemble(
                    treeOffsets: elements(.treeOffsets), treeGroups: elements(.treeGroups), groupCount: groupCount,
                    baseMargins: baseMargins, features: elements(.features), values: elements(.values),
                    leftChildren: elements(.leftChildren), rightChildren: elements(.rightChildren),
                    defaultLeft: elements(.defaultLeft), categorySets: elements(.categorySets),
                    categorySetOffsets: elements(.categorySetOffsets), categoryCodes: elements(.categoryCodes)))
        }
        return Model(
            manifest: manifest, predictor: predictor,
            golden: GoldenRows(rows: elements(.goldenRows), expected: elements(.goldenExpected), count: count))
    }
}
