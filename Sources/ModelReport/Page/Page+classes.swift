import Drawing
import Evaluation
import ScoringModel

extension Page {
    /// More classes than this make a matrix that nobody reads.
    private static let matrixLimit = 16
    private static let shownConfusions = 20

    var classes: Markup {
        guard let matrix = report.judge.confusion else { return "" }
        let labels = manifest.classLabels
        var body: Markup = labels.count <= Self.matrixLimit ? grid(matrix, labels) : confusions(matrix, labels)
        let rows = labels.indices.map { label -> [Markup] in
            let counts = matrix.counts(of: label)
            return [
                "\(labels[label])", "\(FigureText.count(counts.truePositives + counts.falseNegatives))",
                "\(FigureText.share(counts.precision))", "\(FigureText.share(counts.recall))",
                "\(FigureText.share(counts.f1))",
            ]
        }
        body +=
            Table(
                "Each class against the rest", columns: ["Class", "Rows", "Precision", "Recall", "F1"], rows: rows,
                numbers: [1, 2, 3, 4], hasRowHeads: true
            ).markup
        return #"<div class="pair">\#(body)</div>"#
    }

    /// The confusion matrix; the darker a cell, the larger its share of its row.
    private func grid(_ matrix: ConfusionMatrix, _ labels: [String]) -> Markup {
        let head = labels.map { label -> Markup in #"<th scope="col" class="n">\#(FigureText.shortened(label))</th>"# }
            .joined()
        let body = labels.indices.map { target -> Markup in
            let total = labels.indices.reduce(0.0) { $0 + matrix.count(target: target, predicted: $1) }
            let cells = labels.indices.map { predicted -> Markup in
                let count = matrix.count(target: target, predicted: predicted)
                let share = total > 0 ? count / total : 0
                return """
                    <td class="n cell \(target == predicted ? "right" : "wrong")" style="--share: \(share)">\
                    \(FigureText.count(count))<span class="interval">\(FigureText.percent(share))</span></td>
                    """
            }.joined()
            return #"<tr><th scope="row">\#(labels[target])</th>\#(cells)</tr>"#
        }.joined()
        return """
            <div class="scroll" tabindex="0" role="region" aria-label="Confusion matrix"><table class="confusion">\
            <caption>Confusion matrix: true classes down, predicted ones across</caption>\
            <thead><tr><td></td>\(head)</tr></thead><tbody>\(body)</tbody></table></div>
            """
    }

    private func confusions(_ matrix: ConfusionMatrix, _ labels: [String]) -> Markup {
        var pairs: [(target: Int, predicted: Int, count: Double)] = []
        for target in labels.indices {
            for predicted in labels.indices where predicted != target {
                let count = matrix.count(target: target, predicted: predicted)
                if count > 0 { pairs.append((target, predicted, count)) }
            }
        }
        pairs.sort { ($1.count, $0.target, $0.predicted) < ($0.count, $1.target, $1.predicted) }
        let rows = pairs.prefix(Self.shownConfusions).map { pair -> [Markup] in
            ["\(labels[pair.target])", "\(labels[pair.predicted])", "\(FigureText.count(pair.count))"]
        }
        return Table(
            "The most frequent confusions", columns: ["Is", "Taken for", "Rows"], rows: rows, numbers: [2]
        ).markup
    }
}
