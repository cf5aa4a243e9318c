import Drawing
import ScoringModel

extension Page {
    var worstRows: Markup {
        let names = report.worst.first?.values.map(\.name) ?? []
        let rows = report.worst.map { row -> [Markup] in
            ["\(row.place)", "\(row.target)", "\(row.prediction)", "\(FigureText.number(row.loss))"]
                + row.values.map { value -> Markup in
                    value.value.map { "\($0)" } ?? #"<span class="soft">missing</span>"#
                }
        }
        let loss = manifest.task == .regression ? "Error" : "Log loss"
        return Table(
            "The rows that the model gets most wrong", columns: ["Row", "Target", "Prediction", loss] + names,
            rows: rows,
            numbers: [3]
        ).markup
            + #"<p class="hint">Of the \#(PartText.rows(report.judge.name)). Look at them: a wrong target is a frequent reason. Shown are the columns that matter most.</p>"#
    }

    var card: Markup {
        let titles: KeyValuePairs = [
            "purpose": "Intended use", "data": "Data", "limits": "Not for", "owner": "Owner",
        ]
        var items: Markup = ""
        for (name, title) in titles {
            let text: Markup =
                input.card.first { $0.name == name }.map { "\($0.value)" } ?? #"<span class="soft">not stated</span>"#
            items += "<dt>\(title)</dt><dd>\(text)</dd>"
        }
        return #"<dl class="card">\#(items)</dl>"#
    }

    var reproduction: Markup {
        let rows = input.reproduction.map { fact -> Markup in
            "<dt>\(fact.name)</dt><dd><code>\(fact.value)</code></dd>"
        }.joined()
        let recipe: Markup =
            input.recipe.map { "<h3>Recipe</h3><pre tabindex=\"0\">\($0)</pre>" } ?? ""
        return #"<dl class="card">\#(rows)</dl>\#(recipe)"#
    }
}
