import Evaluation
package import ModelFile
package import ScoringModel
import TrainingData

extension ReportInput {
    /// What a finished model makes of rows; `path` is its file.
    package init(_ evaluated: EvaluatedTable, with model: AdmittedModel, path: String) {
        let manifest = model.model.manifest
        let (table, positions) = (evaluated.table, evaluated.positions)
        let part = Part(name: "data", rows: evaluated.rows, encoded: evaluated.encoded) {
            table.placeText(of: positions[$0])
        }
        var columns = Self.columns(of: manifest)
        var column = 0
        for (feature, unseen) in evaluated.unseen.enumerated() where !manifest.features[feature].isInputOnly {
            columns[column].unseen = unseen
            column += 1
        }
        self.init(occasion: .evaluation, manifest: manifest, parts: [part], columns: columns, baseline: evaluated.rows)
        score = { model.values(of: $0) }
        notes = evaluated.notes
        card = manifest.training?.card.named ?? []
        seed = manifest.training?.seed ?? 1
        reproduction = [
            NamedValue("command", "scoreline-trainer evaluate \(path) --data \(table.inputs.joined(separator: " "))"),
            NamedValue("model file", "\(path), \(model.byteCount) bytes"), NamedValue("model SHA-256", model.sha256),
            NamedValue("data", table.inputs.joined(separator: ", ")),
            NamedValue("data rows", "\(table.rowCount), \(evaluated.rows.count) of them judged"),
            NamedValue("data SHA-256", table.sha256), NamedValue("seed", "\(seed)"),
            NamedValue("trained with", "\(manifest.source.library) \(manifest.source.libraryVersion)"),
        ]
        if let training = manifest.training { reproduction += training.facts }
    }

    /// The columns that a model sees.
    package static func columns(of manifest: Manifest) -> [Column] {
        let features = manifest.features.filter { !$0.isInputOnly }.map { feature in
            Column(
                name: feature.name, kind: feature.kind.rawValue, categories: feature.categories,
                statistics: feature.statistics)
        }
        return features
            + manifest.derived.map { derived in
                Column(
                    name: derived.name, kind: derived.derivation.description, categories: derived.categories,
                    statistics: derived.statistics)
            }
    }
}

extension Training {
    /// What the model file says about its training.
    package var facts: [NamedValue<String>] {
        var facts = [NamedValue("training data SHA-256", dataSHA256)]
        if let data { facts.append(NamedValue("training data", data.files.joined(separator: ", "))) }
        if let recipeSHA256 { facts.append(NamedValue("recipe SHA-256", recipeSHA256)) }
        if let programVersion { facts.append(NamedValue("trainer version", programVersion)) }
        facts.append(
            NamedValue("parameters", parameters.map { "\($0.name)=\($0.value)" }.joined(separator: " ")))
        return facts
    }
}
