import ScoringModel

/// The README of a use case: what the table holds, and how to train, publish and score.
struct UseCaseReadme {
    let name: String
    /// From the current folder.
    let folder: String
    /// From the current folder, as it was given.
    let data: String
    let findings: SchemaFindings
    let target: TargetFinding
    let targetName: String

    var text: String {
        """
        # \(name)

        Predicts `\(cell(targetName))` (\(task)) from \(findings.features.count) of \(findings.columns.count - 1) columns of \
        `\(data.visible(200))`, which had \(findings.rowCount) rows when this folder was made. What was found in it:

        | column | kind | missing | values | decision |
        |---|---|---|---|---|
        \(rows)

        \(warnings)## Train, publish, score

        ```sh
        scoreline-trainer train \(recipe)
        scoreline-trainer train \(recipe) --publish
        scoreline-worker --model \(name) &
        scoreline enqueue \(name) - < \(Self.quoted(folder + "/sample_job.json"))
        \(score) --output \(name)-scored.csv
        scoreline results \(name)
        ```

        The first line trains and reports, the second one also makes the model the live version. Workers on it pick up each new
        version by themselves; `scoreline models rollback \(name)` goes back. `scoreline predict model_bin/\(name).safetensors \
        --input FILE --output FILE` scores without Redis.

        ## Next

        * Look at `recipe.yaml`: the columns under `exclude` and `CHECK`, the split, the card.
        * Set a `gate` once you know what the model reaches, so that no worse one is published.
        * `docs/template.md` leads from here to a deployment; `docs/recipes.md` explains the keys.

        """
    }

    /// `scoreline` reads no gzip.
    private var score: String {
        let file = Self.quoted(data)
        return data.hasSuffix(".gz")
            ? "gunzip -c \(file) | scoreline score \(name) --input -" : "scoreline score \(name) --input \(file)"
    }

    private var recipe: String { Self.quoted(folder + "/recipe.yaml") }

    private var task: String {
        guard !target.classes.isEmpty else { return "regression" }
        let names = target.classes.prefix(6).map { cell($0.name) }.joined(separator: ", ")
        return "\(target.task.rawValue): \(names)\(target.classes.count > 6 ? " …" : "")"
    }

    private var rows: String {
        findings.columns.map { finding in
            let decision = ([finding.decision.rawValue] + finding.why).joined(separator: ": ")
            let cells = [
                "`\(cell(finding.name))`", finding.kind.rawValue, "\(finding.missing)", cell(finding.values),
                cell(decision),
            ]
            return "| " + cells.joined(separator: " | ") + " |"
        }.joined(separator: "\n")
    }

    private var warnings: String {
        let suspects = findings.columns.filter { $0.decision == .suspect }
        guard !suspects.isEmpty else { return "" }
        let names = suspects.map { "`\(cell($0.name))`" }.joined(separator: ", ")
        return "**Check before you believe any metric:** \(names). See the table.\n\n"
    }

    /// A text within a cell of a Markdown table.
    private func cell(_ text: String) -> String {
        text.visible(160).replacing("|", with: "\\|").replacing("`", with: "'")
    }

    /// For a shell.
    private static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "/._-".utf8.contains(byte)
        }
        return isPlain ? text : "'" + text.replacing("'", with: "'\\''") + "'"
    }
}
