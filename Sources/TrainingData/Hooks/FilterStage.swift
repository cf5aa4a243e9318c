/// A filter at its place in the recipe's order.
struct FilterStage {
    let name: String
    var filter: any RowFilter
    var dropped = 0

    init(_ name: String, _ filter: any RowFilter) {
        self.name = name
        self.filter = filter
    }
}
