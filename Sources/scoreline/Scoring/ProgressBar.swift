import Settings

/// One line on standard error that follows a run; nothing where that is no terminal.
struct ProgressBar {
    private let start = ContinuousClock.now
    private var terminal = TerminalLine()

    /// `fraction` of the input is done, where that can be known.
    mutating func show(rows: Int, fraction: Double?) {
        guard terminal.isDue else { return }
        terminal.write(Self.line(rows: rows, fraction: fraction, seconds: (ContinuousClock.now - start) / .seconds(1)))
    }

    mutating func clear() { terminal.clear() }

    static func line(rows: Int, fraction: Double?, seconds: Double) -> String {
        let rate = seconds > 0 ? Int(Double(rows) / seconds) : 0
        guard let fraction, fraction > 0 else { return "\(rows) rows  \(rate) rows/s" }
        let done = min(fraction, 1)
        let filled = Int(done * 30)
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: 30 - filled)
        let left = duration(seconds * (1 - done) / done)
        return "[\(bar)] \(Int(done * 100)) %  \(rows) rows  \(rate) rows/s  \(left) left"
    }

    private static func duration(_ seconds: Double) -> String {
        let whole = Int(min(seconds, 1e9).rounded(.up))
        if whole < 60 { return "\(whole) s" }
        return whole < 3600 ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole / 60 % 60) min"
    }
}
