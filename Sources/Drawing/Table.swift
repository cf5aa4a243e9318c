/// An HTML table that scrolls in itself when it is wider than the page.
package struct Table {
    package let caption: String
    package let columns: [String]
    package let rows: [[Markup]]
    /// Positions of the columns whose cells are numbers.
    package let numbers: Set<Int>
    /// The first cell of each row names it.
    package let hasRowHeads: Bool

    package init(
        _ caption: String, columns: [String], rows: [[Markup]], numbers: Set<Int> = [], hasRowHeads: Bool = false
    ) {
        self.caption = caption
        self.columns = columns
        self.rows = rows
        self.numbers = numbers
        self.hasRowHeads = hasRowHeads
    }

    package var markup: Markup {
        let head = columns.enumerated().map { position, name -> Markup in
            "<th scope=\"col\"\(attribute(position))>\(name)</th>"
        }.joined()
        let body = rows.map { row -> Markup in
            let cells = row.enumerated().map { position, cell -> Markup in
                position == 0 && hasRowHeads
                    ? "<th scope=\"row\">\(cell)</th>" : "<td\(attribute(position))>\(cell)</td>"
            }.joined()
            return "<tr>\(cells)</tr>"
        }.joined()
        return """
            <div class="scroll" tabindex="0" role="region" aria-label="\(caption)"><table>\
            <caption>\(caption)</caption><thead><tr>\(head)</tr></thead><tbody>\(body)</tbody></table></div>
            """
    }

    private func attribute(_ position: Int) -> Markup { numbers.contains(position) ? #" class="n""# : "" }
}
