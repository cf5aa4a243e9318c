import Drawing
import JobQueue
import Monitoring

/// A figure of two courses over the same time.
struct TimePlot {
    typealias Line = (name: String, value: (QueueCourse.Point) -> Double?)

    /// Of the lines, in their order.
    private static let series: [Series] = [.one, .two]
    /// Points of a drawing; more would be finer than a screen.
    private static let points = 240
    private static let tableRows = 12

    let id: String
    let title: String
    let hint: String
    let unit: String
    /// What the y axis shows at least.
    let least: Double
    let lines: [Line]
    let text: (Double) -> String

    func figure(_ course: QueueCourse, _ range: CourseRange) -> Markup {
        let (end, span) = (Double(course.now), course.span / .milliseconds(1))
        let curves = lines.map { line in
            Self.averages(course, end - span, span, Self.parts(range), line.value)
        }
        let values = curves.flatMap { $0 }.compactMap { $0?.y }
        guard !values.isEmpty else {
            return """
                <figure id="\(id)"><figcaption><h3>\(title)</h3><p class="hint">\(hint)</p></figcaption>\
                <p class="soft">Nothing was recorded in this time. Workers keep a sample every 10 seconds.</p></figure>
                """
        }
        let highest = max(values.max() ?? 0, least)
        var plot = Plot(
            id: id, title: title, summary: summary(course), x: ("time", end - span, end),
            y: (unit, 0, highest), ticks: Self.ticks(end, range))
        for (series, curve) in zip(Self.series, curves) {
            for segment in curve.split(whereSeparator: { $0 == nil }) {
                let points = segment.compactMap { $0 }
                if series == .one { plot.area(points, series) }
                if points.count > 1 {
                    plot.line(points, series)
                } else {
                    plot.dots(points, series, radius: 1.6)
                }
            }
        }
        return Figure(
            plot, hint: hint, legend: zip(Self.series, lines.map(\.name)).map { ($0, $1) },
            table: table(course, range)
        ).markup
    }

    /// No finer than the samples.
    private static func parts(_ range: CourseRange) -> Int {
        min(points, Int(range.span / .seconds(range.step.seconds)))
    }

    private func summary(_ course: QueueCourse) -> String {
        lines.map { line in
            let values = course.points.compactMap(line.value)
            guard let last = values.last, let low = values.min(), let high = values.max() else {
                return "\(line.name): nothing recorded."
            }
            return "\(line.name): last \(text(last)), between \(text(low)) and \(text(high))."
        }.joined(separator: " ")
    }

    private func table(_ course: QueueCourse, _ range: CourseRange) -> Table {
        let (end, span) = (Double(course.now), course.span / .milliseconds(1))
        let curves = lines.map { Self.averages(course, end - span, span, Self.tableRows, $0.value) }
        let rows = (0..<Self.tableRows).map { row -> [Markup] in
            let middle = end - span + span * (Double(row) + 0.5) / Double(Self.tableRows)
            return ["\(Self.clock(middle, range))"] + curves.map { Parts.dash($0[row].map { text($0.y) }) }
        }
        return Table(
            "\(title): means of \(Words.duration(span / 1000 / Double(Self.tableRows)))",
            columns: ["Around"] + lines.map(\.name), rows: rows, numbers: Set(1...lines.count), hasRowHeads: true)
    }

    /// Means in equal parts of the time; nil where nothing is known. Parts between two known ones of which less than three
    /// in a row are unknown hold their mean: a sample may be late.
    private static func averages(
        _ course: QueueCourse, _ start: Double, _ span: Double, _ count: Int,
        _ value: (QueueCourse.Point) -> Double?
    ) -> [(x: Double, y: Double)?] {
        var sums = Array(repeating: (sum: 0.0, count: 0), count: count)
        for point in course.points {
            guard let value = value(point), value.isFinite else { continue }
            let place = Int((Double(point.time) - start) / span * Double(count))
            guard place >= 0 else { continue }
            sums[min(place, count - 1)].sum += value
            sums[min(place, count - 1)].count += 1
        }
        var means = sums.map { $0.count == 0 ? nil : $0.sum / Double($0.count) }
        var known: Int?
        for index in means.indices where means[index] != nil {
            if let before = known, (2...3).contains(index - before), let one = means[before], let other = means[index] {
                for gap in before + 1..<index { means[gap] = (one + other) / 2 }
            }
            known = index
        }
        return means.enumerated().map { index, mean in
            mean.map { (start + span * (Double(index) + 0.5) / Double(count), $0) }
        }
    }

    private static func ticks(_ end: Double, _ range: CourseRange) -> [(value: Double, text: String)] {
        let minutes: Double =
            switch range {
            case .quarter: 3
            case .hour: 10
            case .sixHours: 60
            case .day: 240
            case .week: 1440
            case .fortnight: 2880
            }
        let step = minutes * 60_000
        let last = (end / step).rounded(.down) * step
        let span = range.span / .milliseconds(1)
        return stride(from: last, to: end - span, by: -step).map { ($0, clock($0, range)) }
    }

    /// `14:30`, or `11-26` where days matter.
    private static func clock(_ milliseconds: Double, _ range: CourseRange) -> String {
        let text = PointInTime.text(milliseconds: Int(milliseconds))
        guard text.count == 20 else { return "?" }
        let isLong = range == .week || range == .fortnight
        return String(isLong ? text.dropFirst(5).prefix(5) : text.dropFirst(11).prefix(5))
    }
}
