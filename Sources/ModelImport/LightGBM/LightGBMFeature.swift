/// What `feature_infos` says about one column.
enum LightGBMFeature: Equatable {
    /// Training found nothing to split.
    case unused
    /// `limit`: values were whole numbers from 0 and below it, as codes of ordered categories are; nil for others.
    case numeric(limit: Int?)
    /// All codes were below `limit`.
    case categorical(limit: Int)

    /// Reads `none`, `[minimum:maximum]` or codes with colons between them; -1 stands for a missing value.
    init?(_ text: String) {
        if text == "none" {
            self = .unused
        } else if text.hasPrefix("["), text.hasSuffix("]") {
            let edges = text.dropFirst().dropLast().split(separator: ":").map { Int($0) }
            guard edges.count == 2, let low = edges[0], let high = edges[1], low >= 0, high >= low, high < Int.max
            else {
                self = .numeric(limit: nil)
                return
            }
            self = .numeric(limit: high + 1)
        } else {
            var limit = 0
            for word in text.split(separator: ":", omittingEmptySubsequences: false) {
                guard let code = Int(word), code < Int.max else { return nil }
                limit = max(limit, code + 1)
            }
            self = .categorical(limit: limit)
        }
    }

    var isCategorical: Bool { if case .categorical = self { true } else { false } }

    /// Whether the column can have held the codes of `count` categories.
    func canHold(codesOf count: Int) -> Bool {
        switch self {
        case .unused: true
        case .numeric(let limit): limit.map { $0 <= count } ?? false
        case .categorical(let limit): limit <= count
        }
    }
}
