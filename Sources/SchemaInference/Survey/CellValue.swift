import JSONBytes
import ScoringModel

/// A cell that is not missing.
struct CellValue: Sendable, Equatable {
    enum Content: Sendable, Equatable {
        case number(Double)
        case boolean
        /// Seconds since 1970, UTC.
        case date(Double)
        case text
    }

    let text: String
    let content: Content

    /// Nil for the words that mean *missing*.
    init?(_ cell: Span<UInt8>) {
        if MissingWords.contains(cell) { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(cell.count)
        for index in cell.indices { bytes.append(cell[index]) }
        text = String(decoding: bytes, as: UTF8.self)
        if let number = DecimalNumber.parse(cell) {
            content = .number(number)
        } else if BooleanWords.value(of: cell) != nil {
            content = .boolean
        } else if let seconds = DateText.parse(cell) {
            content = .date(seconds)
        } else {
            content = .text
        }
    }

    /// The number, or a date's seconds: what can be ordered.
    var position: Double? {
        switch content {
        case .number(let number): number
        case .date(let seconds): seconds
        case .boolean, .text: nil
        }
    }
}
