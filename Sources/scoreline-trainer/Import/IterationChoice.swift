import Settings

/// `0:50`: iterations 0 to 49, as the libraries' own `iteration_range` counts.
enum IterationChoice {
    static func range(_ text: String) throws -> Range<Int> {
        let ends = text.split(separator: ":", omittingEmptySubsequences: false)
        guard ends.count == 2, let begin = Int(ends[0]), let end = Int(ends[1]), begin >= 0, end > begin else {
            throw SettingsError(
                "iterations: \"\(text.prefix(80))\" must be two whole numbers, such as 0:50 for the first 50 iterations"
            )
        }
        return begin..<end
    }
}
