import Settings

/// Figures of the view as people read them.
enum WatchText {
    static func rate(_ rate: Double?) -> String {
        guard let rate else { return "-" }
        let tenths = (rate * 10).rounded() / 10
        return tenths > 0 && tenths < 10 ? String(tenths) : String(Int(min(rate, 1e15).rounded()))
    }

    static func age(_ seconds: Double?) -> String {
        guard let seconds else { return "unknown" }
        if seconds == 0 { return "-" }
        return seconds < 10 ? "\((seconds * 10).rounded() / 10) s" : DurationText.text(seconds: seconds)
    }

    static func drain(_ drain: ModelTrend.Drain) -> String {
        switch drain {
        case .empty: "-"
        case .paused: "paused"
        case .never: "never so"
        case .unknown: "?"
        case .after(let seconds): DurationText.text(seconds: seconds)
        }
    }

    /// The words side by side, in as few lines as they fit into.
    static func lines(of words: [String], columns: Int) -> [String] {
        var lines: [String] = []
        for word in words {
            if let last = lines.last, TextWidth.columns(of: last) + TextWidth.columns(of: word) + 2 <= columns {
                lines[lines.count - 1] = last + "  " + word
            } else {
                lines.append(word)
            }
        }
        return lines
    }
}
