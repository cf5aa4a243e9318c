import Drawing

/// Quantities in words that people read at a glance.
enum Words {
    /// `340 ms`, `12 s`, `3 min`, `5 h`, `2 d`.
    static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0 else { return "–" }
        switch seconds {
        case 0: return "0 s"
        case ..<0.001: return "\(FigureText.fixed(seconds * 1_000_000, decimals: 0)) µs"
        case ..<0.01: return "\(FigureText.fixed(seconds * 1000, decimals: 1)) ms"
        case ..<1: return "\(Int(seconds * 1000)) ms"
        case ..<10: return "\(FigureText.fixed(seconds, decimals: 1)) s"
        case ..<120: return "\(Int(seconds)) s"
        case ..<7200: return "\(Int(seconds / 60)) min"
        case ..<172_800: return "\(Int(seconds / 3600)) h"
        default: return "\(FigureText.grouped(Int(min(seconds, 1e12) / 86_400))) d"
        }
    }

    /// `512 KiB`, `1.5 GiB`.
    static func bytes(_ count: Int) -> String {
        var (value, unit) = (Double(max(0, count)), 0)
        let units = ["B", "KiB", "MiB", "GiB", "TiB"]
        while value >= 1024, unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        return FigureText.fixed(value, decimals: unit > 0 && value < 10 ? 1 : 0) + " " + units[unit]
    }

    /// Jobs a second: `0`, `0.4`, `17`, `12 400`.
    static func rate(_ perSecond: Double) -> String {
        guard perSecond.isFinite, perSecond > 0 else { return "0" }
        if perSecond < 10 { return FigureText.fixed(perSecond, decimals: 1) }
        return FigureText.grouped(Int(min(perSecond, 1e15).rounded()))
    }

    static func counted(_ count: Int, _ noun: String) -> String { FigureText.counted(count, noun) }

    /// With a verb: `1 job is`, `2 jobs are`.
    static func counted(_ count: Int, _ noun: String, _ one: String, _ several: String) -> String {
        counted(count, noun) + " " + (count == 1 ? one : several)
    }
}
