import Glibc

/// Values → places on a line, with ticks at round numbers.
package struct Scale: Sendable {
    package let low: Double
    package let high: Double
    /// Coordinates of `low` and `high`.
    package let start: Double
    package let end: Double

    /// A range of one value is widened around it.
    package init(_ low: Double, _ high: Double, from start: Double, to end: Double) {
        let isWide = high > low && (high - low).isFinite
        let room = max(low.magnitude * 0.1, 1e-9)
        self.low = isWide ? low : low - room
        self.high = isWide ? high : low + room
        self.start = start
        self.end = end
    }

    package func callAsFunction(_ value: Double) -> Double {
        let place = start + (value - low) / (high - low) * (end - start)
        return min(max(place, min(start, end)), max(start, end))
    }

    /// About `count` multiples of 1, 2 or 5 times a power of ten.
    package func ticks(_ count: Int) -> [(value: Double, text: String)] {
        let rough = (high - low) / Double(max(1, count))
        let power = pow(10, floor(log10(rough)))
        let step = ([1, 2, 5, 10].first { $0 * power >= rough * 0.999 } ?? 10) * power
        let decimals = max(0, Int(-floor(log10(step) + 1e-9)))
        let first = (low / step - 1e-9).rounded(.up)
        let last = (high / step + 1e-9).rounded(.down)
        guard first <= last, last - first < 100 else { return [] }
        return stride(from: first, through: last, by: 1).map { index in
            let value = index * step
            let text =
                decimals > 6 || value.magnitude >= 1e7
                ? FigureText.number(value)
                : decimals == 0 ? FigureText.grouped(Int(value)) : FigureText.fixed(value, decimals: decimals)
            return (value, text)
        }
    }
}
