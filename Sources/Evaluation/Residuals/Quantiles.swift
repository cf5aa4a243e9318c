/// Quantiles of numbers by linear interpolation between neighbours, as NumPy's default does.
package enum Quantiles {
    /// Of ascending numbers, not empty; `share` is 0...1.
    package static func value(_ sorted: [Double], _ share: Double) -> Double {
        let position = share * Double(sorted.count - 1)
        let lower = min(Int(position), sorted.count - 1)
        let upper = min(lower + 1, sorted.count - 1)
        return sorted[lower] + (sorted[upper] - sorted[lower]) * (position - Double(lower))
    }
}
