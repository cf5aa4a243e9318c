/// What a run showed.
package struct Verdict: Sendable {
    package var jobs = 0
    package var lost = 0
    package var duplicated = 0
    /// The slowest; nil where nothing had to recover.
    package var recovery: Duration?
    package var violations: [Violation] = []
    /// What happened when.
    package var log: [String] = []

    package init() {}

    package var isGood: Bool { violations.isEmpty }
}
