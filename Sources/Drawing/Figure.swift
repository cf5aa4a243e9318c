/// A picture with its heading, legend, and the numbers behind it.
package struct Figure {
    package let plot: Plot
    package let hint: String
    package let legend: [(series: Series, name: String)]
    package let table: Table?

    package init(_ plot: Plot, hint: String, legend: [(series: Series, name: String)] = [], table: Table? = nil) {
        self.plot = plot
        self.hint = hint
        self.legend = legend
        self.table = table
    }

    package var markup: Markup {
        let keys = legend.map { key -> Markup in
            #"<span class="key"><span class="swatch \#(key.series.rawValue)"></span>\#(key.name)</span>"#
        }.joined()
        let numbers: Markup =
            table.map { "<details><summary>The numbers</summary>\($0.markup)</details>" } ?? ""
        return """
            <figure id="\(plot.id)"><figcaption><h3>\(plot.title)</h3><p class="hint">\(hint)</p></figcaption>\
            \(legend.isEmpty ? "" : #"<p class="legend">\#(keys)</p>"# as Markup)\(plot.svg)\(numbers)</figure>
            """
    }
}
