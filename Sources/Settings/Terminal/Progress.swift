/// How far a piece of work is, as a line for a terminal. Pure: the time is given, counted from the start of the work.
package struct Progress: Sendable {
    /// What is counted.
    package enum Unit: Sendable, Equatable {
        /// In the plural: "rows".
        case things(String)
        case bytes
    }

    private struct Sample {
        let time: Duration
        let done: Int
        let fraction: Double
    }

    private let doing: String
    private let unit: Unit
    private let total: Int?
    /// The first is where the rate is measured from; the last one is now.
    private var samples = [Sample(time: .zero, done: 0, fraction: 0)]
    private var shown: Duration?

    /// Work that is done by then is not worth a line.
    private static let silence = Duration.milliseconds(300)
    /// More often than people can read it.
    private static let pause = Duration.milliseconds(100)
    /// Rates are those of the last seconds: what was before says little about what is left.
    private static let window = Duration.seconds(10)
    private static let longestBar = 30
    private static let shortestBar = 8

    /// `doing` stands before the bar: "uploading". `total` is how many there are, where that is known.
    package init(_ unit: Unit, doing: String = "", total: Int? = nil) {
        self.doing = doing
        self.unit = unit
        self.total = total
    }

    /// The line to show, nil where none is due yet. `fraction` is how much of the work is done, where the count and the
    /// total do not say it.
    package mutating func line(
        done: Int, fraction: Double? = nil, note: String = "", at time: Duration, columns: Int
    ) -> String? {
        guard time >= Self.silence, shown.map({ time - $0 >= Self.pause }) ?? true else { return nil }
        shown = time
        let fraction = fraction ?? total.map { $0 > 0 ? Double(done) / Double($0) : 0 }
        add(Sample(time: time, done: done, fraction: min(1, max(0, fraction ?? 0))))
        return text(done, fraction, note, columns)
    }

    private mutating func add(_ sample: Sample) {
        while samples.count > 1, sample.time - samples[1].time >= Self.window { samples.removeFirst() }
        samples.append(sample)
    }

    private func text(_ done: Int, _ fraction: Double?, _ note: String, _ columns: Int) -> String {
        var words = [count(done), rate] + (note.isEmpty ? [] : [note])
        guard let fraction, fraction > 0 else {
            return TextWidth.cut(([doing] + words).filter { !$0.isEmpty }.joined(separator: "  "), to: columns)
        }
        if let left { words.append(left) }
        let text = "\(Int(min(fraction, 1) * 100)) %  " + words.joined(separator: "  ")
        let start = doing.isEmpty ? "" : doing + " "
        let room = columns - TextWidth.columns(of: start + text) - 3
        guard room >= Self.shortestBar else { return TextWidth.cut(start + text, to: columns) }
        let length = min(room, Self.longestBar)
        let filled = Int(min(fraction, 1) * Double(length))
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: length - filled)
        return "\(start)[\(bar)] \(text)"
    }

    private func count(_ done: Int) -> String {
        switch unit {
        case .bytes:
            total.map { "\(Self.mebibytes(Double(done))) of \(Self.mebibytes(Double($0))) MiB" }
                ?? "\(Self.mebibytes(Double(done))) MiB"
        case .things(let name): total.map { "\(done) of \($0) \(name)" } ?? "\(done) \(name)"
        }
    }

    private var rate: String {
        guard let first = samples.first, let last = samples.last, last.time > first.time else { return "" }
        let rate = Double(last.done - first.done) / ((last.time - first.time) / .seconds(1))
        switch unit {
        case .bytes: return "\(Self.mebibytes(rate)) MiB/s"
        case .things(let name):
            return "\(rate < 10 ? (rate * 10).rounded() / 10 : rate.rounded()) \(name)/s"
                .replacing(".0 ", with: " ")
        }
    }

    /// Nil while the work stands still.
    private var left: String? {
        guard let first = samples.first, let last = samples.last, last.fraction > first.fraction else { return nil }
        let speed = (last.fraction - first.fraction) / ((last.time - first.time) / .seconds(1))
        return DurationText.text(seconds: (1 - last.fraction) / speed) + " left"
    }

    private static func mebibytes(_ bytes: Double) -> String {
        let number = bytes / Double(1 << 20)
        return number < 10 ? "\((number * 10).rounded() / 10)" : "\(Int(number.rounded()))"
    }
}
