import Drift
import JobQueue
import ModelRegistry
import Monitoring
import Settings

/// The lines of the view: a function of what is known and of the size of the terminal.
struct WatchView {
    let state: WatchState
    let size: TerminalSize

    /// Above and below a list: title, trouble, header, keys.
    private static let frameLines = 5

    /// Lines of a list that are on the screen.
    static func page(_ size: TerminalSize) -> Int { max(1, size.lines - frameLines) }

    var frame: Frame {
        var lines = [title, trouble]
        lines += state.opened.map { model($0) } ?? list
        lines = Array(lines.prefix(size.lines - 1))
        while lines.count < size.lines - 1 { lines.append(WatchLine("")) }
        return Frame(lines + [keys], size: size)
    }

    private var title: WatchLine {
        let what = state.opened ?? "\(state.entries.count) \(state.entries.count == 1 ? "model" : "models")"
        let clock = PointInTime.text(milliseconds: (state.lookedAt ?? state.now).milliseconds)
        return WatchLine("\(what)  \(clock)  \(state.server)", .title)
    }

    private var trouble: WatchLine {
        guard let outage = state.outage else { return concern }
        let length = DurationText.text(seconds: (state.now.time - outage.since.time) / .seconds(1))
        return WatchLine(
            "Redis is away since \(PointInTime.text(milliseconds: outage.since.milliseconds)), \(length); trying again: "
                + TextTable.visible(outage.reason), .alert)
    }

    /// Above the list the first thing that is wrong with Redis, or else with the chosen model; its page has all of them.
    private var concern: WatchLine {
        if let concern = state.memory?.concern { return WatchLine(concern.lines[0], concern.style) }
        guard state.opened == nil, case .model(let trend)? = state.entries.first(where: { $0.name == state.selected }),
            let concern = trend.status.concerns().first
        else { return WatchLine("") }
        return WatchLine("\(trend.status.model): \(VisibleText.line(concern.sentence, most: 500))", concern.style)
    }

    private var keys: WatchLine {
        guard state.opened != nil else { return WatchLine("q leave  ↑ ↓ choose  Enter open", .dim) }
        return WatchLine("q leave  ↑ ↓ scroll" + (state.model == nil ? "  Esc back" : ""), .dim)
    }

    // MARK: All models

    private var list: [WatchLine] {
        guard !state.entries.isEmpty else {
            return [WatchLine("No model has keys here; publish one: scoreline models publish NAME FILE")]
        }
        var table = TextTable(
            [
                "  MODEL", "VERSION", "PENDING", "IN FLIGHT", "JOBS/S", "ROWS/S", "ARRIVALS/S", "EMPTY IN", "OLDEST",
                "DEAD", "WORKERS", "STATE",
            ],
            numbers: [
                "VERSION", "PENDING", "IN FLIGHT", "JOBS/S", "ROWS/S", "ARRIVALS/S", "OLDEST", "DEAD", "WORKERS",
            ],
            optional: [
                "ROWS/S", "ARRIVALS/S", "VERSION", "OLDEST", "IN FLIGHT", "WORKERS", "DEAD", "EMPTY IN", "JOBS/S",
                "STATE",
            ])
        let selection = state.selection
        var styles: [WatchLine.Style] = []
        for (index, entry) in state.entries.enumerated() {
            let mark = index == selection ? "> " : "  "
            let name = TextWidth.cut(entry.name, to: part)
            switch entry {
            case .broken(_, let reason):
                table.append([mark + name] + Array(repeating: "", count: 10) + [TextWidth.cut(reason, to: part)])
                styles.append(.alert)
            case .model(let trend):
                let (cells, style) = row(trend)
                table.append([mark + name] + cells)
                styles.append(style)
            }
            if index == selection { styles[index] = .selected }
        }
        let lines = table.rendered(columns: size.columns)
        let shown = window(of: state.entries.count, around: selection)
        return [WatchLine(lines[0], .dim)] + shown.map { WatchLine(lines[$0 + 1], styles[$0]) }
            + more(shown, of: state.entries.count)
    }

    /// One long text must not push the figures out.
    private var part: Int { max(14, size.columns / 4) }

    private func row(_ trend: ModelTrend) -> ([String], WatchLine.Style) {
        let status = trend.status
        let depth = status.depth
        let (condition, style) = condition(trend)
        return (
            [
                status.pointer.map { String($0.version) } ?? "-", String(depth.waiting), String(depth.inFlight),
                WatchText.rate(trend.jobsPerSecond), WatchText.rate(trend.rowsPerSecond),
                WatchText.rate(trend.arrivalsPerSecond), WatchText.drain(trend.drain),
                WatchText.age(status.oldestSeconds), String(depth.dead), String(status.workers.count),
                TextWidth.cut(condition, to: part),
            ], style
        )
    }

    /// What is wrong first.
    private func condition(_ trend: ModelTrend) -> (String, WatchLine.Style) {
        let status = trend.status
        let refusing = status.workers.count { $0.refusedVersion != nil }
        if refusing > 0 { return ("refused by \(refusing)", .alert) }
        if status.workers.isEmpty { return trend.backlog > 0 ? ("no worker", .alert) : ("no worker", .warning) }
        if status.depth.isPaused { return ("paused", .warning) }
        if status.pointer == nil { return ("unpublished", .warning) }
        if let waiting = status.workers.lazy.compactMap(\.waiting).first { return (waiting, .warning) }
        if trend.drain == .never { return ("falling behind", .warning) }
        if status.drift?.report.state == .drift { return ("drift", .warning) }
        if status.depth.dead > 0 { return ("\(status.depth.dead) given up", .warning) }
        return ("ok", .plain)
    }

    /// The lines of a list that are shown, so that one of them is always among them.
    private func window(of count: Int, around index: Int) -> Range<Int> {
        let length = min(count, Self.page(size))
        let start = max(0, min(index - length / 2, count - length))
        return start..<start + length
    }

    private func more(_ shown: Range<Int>, of count: Int) -> [WatchLine] {
        shown.count == count
            ? [] : [WatchLine("\(shown.lowerBound + 1) to \(shown.upperBound) of \(count)", .dim)]
    }

    // MARK: One model

    private func model(_ name: String) -> [WatchLine] {
        switch state.openedEntry {
        case nil: return [WatchLine("\(name) has no keys any more", .warning)]
        case .broken(_, let reason): return [WatchLine(TextTable.visible(reason), .alert)]
        case .model(let trend): return facts(trend) + [WatchLine("")] + workers(trend.status)
        }
    }

    private func facts(_ trend: ModelTrend) -> [WatchLine] {
        let status = trend.status
        let depth = status.depth
        var lines = [WatchLine(TextTable.visible(status.versionSentence))]
        let words = [
            "pending \(depth.waiting)", "in flight \(depth.inFlight)", "suspects \(depth.suspects)",
            "dead \(depth.dead)", "unread results \(depth.results)",
            "oldest job \(WatchText.age(status.oldestSeconds))",
            "\(WatchText.rate(trend.jobsPerSecond)) jobs/s", "\(WatchText.rate(trend.rowsPerSecond)) rows/s",
            "\(WatchText.rate(trend.arrivalsPerSecond)) arrivals/s", "empty in \(WatchText.drain(trend.drain))",
        ]
        lines += WatchText.lines(of: words, columns: size.columns).map { WatchLine($0) }
        if let drift = status.drift {
            lines.append(WatchLine("drift: " + drift.summary, drift.report.state == .drift ? .warning : .plain))
        }
        if let failure = status.driftFailure {
            lines.append(WatchLine("drift can't be read: " + VisibleText.line(failure, most: 300), .warning))
        }
        for concern in status.concerns() { lines += concern.lines.map { WatchLine($0, concern.style) } }
        return lines
    }

    private func workers(_ status: ModelStatus) -> [WatchLine] {
        guard !status.workers.isEmpty else { return [] }
        let lines = status.workerTable.rendered(columns: size.columns)
        let rows = lines.dropFirst().enumerated().map { index, line in
            WatchLine(line, status.workers[index].refusedVersion == nil ? .plain : .alert)
        }
        return [WatchLine(lines[0], .dim)] + rows.dropFirst(state.scrolled)
    }
}

extension Concern {
    fileprivate var style: WatchLine.Style {
        switch severity {
        case .note: .plain
        case .warning: .warning
        case .problem: .alert
        }
    }
}
