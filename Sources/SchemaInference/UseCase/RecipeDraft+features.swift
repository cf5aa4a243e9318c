import JSONBytes

extension RecipeDraft {
    func features(_ yaml: inout YAMLText) {
        yaml.set("features")
        yaml.offer("include: [COLUMN, …]", indent: 2, "only these; default: all that are not excluded")
        exclude(&yaml)
        types(&yaml)
        let kept = findings.features
        let example = YAMLText.scalar(kept.first { $0.kind == .numeric }?.name ?? "COLUMN")
        yaml.set("required", "[]", indent: 2, "rows without a value for one of these fail")
        if let categorical = kept.first(where: { $0.kind == .categorical }) {
            let name = YAMLText.scalar(categorical.name)
            yaml.offer("categories: {\(name): […]}", indent: 2, "default: those of the training rows")
            yaml.offer("unseen: {\(name): error}", indent: 2, "a new category; default missing")
        }
        let sentinels = kept.filter { $0.sentinel != nil }
        if sentinels.isEmpty {
            yaml.offer("missing: {\(example): -999}", indent: 2, "a number that means missing")
        } else {
            yaml.set("missing", indent: 2, "numbers that mean missing")
            for finding in sentinels {
                yaml.set(finding.name, DecimalNumber.shortest(finding.sentinel ?? 0), indent: 4, comment(finding))
            }
        }
        yaml.offer("monotone: {\(example): increasing}", indent: 2, "or decreasing: the score may only follow")
        derived(&yaml)
        yaml.blank()
    }

    private func exclude(_ yaml: inout YAMLText) {
        let excluded = findings.leftOut
        if excluded.isEmpty {
            yaml.set("exclude", "[]", indent: 2, "columns that are no features")
            return
        }
        yaml.set("exclude", indent: 2, "columns that are no features")
        for finding in excluded { yaml.item(YAMLText.scalar(finding.name), indent: 4, comment(finding)) }
    }

    private func types(_ yaml: inout YAMLText) {
        yaml.set("types", indent: 2, "numeric, categorical, boolean or date")
        for finding in findings.columns where finding.isFeature || finding.decision == .date {
            if finding.decision == .suspect {
                yaml.comment("CHECK: \(comment(finding))", indent: 4)
            }
            yaml.set(finding.name, finding.kind.rawValue, indent: 4, finding.values.visible(70))
        }
    }

    private func derived(_ yaml: inout YAMLText) {
        let drafts = findings.columns.flatMap(\.derived)
        if drafts.isEmpty {
            yaml.offer("derived:", indent: 2, "features computed from others, the same in training and serving")
            yaml.offer("  - {name: NAME, ratio: [COLUMN, COLUMN]}", indent: 2)
            return
        }
        yaml.set("derived", indent: 2, "features computed from others, the same in training and serving")
        for draft in drafts {
            let settings = draft.settings.map { "\($0.key): \(YAMLText.scalar($0.value))" }
            yaml.item(
                "{\((["name: \(YAMLText.scalar(draft.name))"] + settings).joined(separator: ", "))}", indent: 4)
        }
    }

    private func comment(_ finding: ColumnFinding) -> String {
        finding.why.joined(separator: "; ").visible(160)
    }
}
