import JSONBytes

extension Feature {
    /// The smallest and the largest value that training saw, for people; nil where it saw none.
    package var range: String? {
        guard let low = statistics?.minimum, let high = statistics?.maximum else { return nil }
        return "\(shown(low)) to \(shown(high))"
    }

    private func shown(_ value: Float) -> String {
        // In Float32 a time is known to a minute or so.
        guard kind == .date, DateText.seconds.contains(Double(value)) else { return DecimalNumber.shortest(value) }
        return DateText.day(Double(value))
    }
}
