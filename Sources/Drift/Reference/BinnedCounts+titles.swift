package import ScoringModel

extension BinnedCounts {
    /// A name in a title has at most so many characters.
    private static let longestName = 64

    /// Its bins in words: `< 3.5`, `3.5 to < 7`, the names of categories.
    package func titles(_ categories: [String] = []) -> [String] {
        switch bins {
        case .edges(let edges):
            guard let first = edges.first, let last = edges.last else { return ["all"] }
            let inner = zip(edges, edges.dropFirst()).map { "\($0.title) to < \($1.title)" }
            return ["< \(first.title)"] + inner + ["≥ \(last.title)"]
        case .codes(let codes):
            let names = codes.map { code in
                categories.indices.contains(code) ? String(categories[code].prefix(Self.longestName)) : "\(code)"
            }
            return names + ["others"]
        }
    }
}

extension Float {
    fileprivate var title: String { description.hasSuffix(".0") ? String(description.dropLast(2)) : description }
}
