import ModelRegistry
import Monitoring
import Settings

/// Everything that the view shows, and where its user is in it.
struct WatchState {
    /// A moment: `time` counts from a fixed one, `milliseconds` since 1970 are for people.
    struct Moment {
        let time: Duration
        let milliseconds: Int
    }

    struct Outage {
        let since: Moment
        var reason: String
    }

    /// A line of the list.
    enum Entry {
        case model(ModelTrend)
        /// One that can't be read, and why.
        case broken(String, reason: String)

        var name: String {
            switch self {
            case .model(let trend): trend.status.model
            case .broken(let name, _): name
            }
        }
    }

    let server: String
    /// Of the one model that is watched; nil for all.
    let model: String?
    private(set) var now: Moment
    private(set) var entries: [Entry] = []
    /// When Redis was read last.
    private(set) var lookedAt: Moment?
    private(set) var outage: Outage?
    private(set) var memory: RedisMemory?
    /// Of the model whose own page is open.
    private(set) var opened: String?
    private(set) var selected: String?
    /// Workers of the open page that are above its upper edge.
    private(set) var scrolled = 0

    init(server: String, model: String?, now: Moment) {
        self.server = server
        self.model = model
        self.now = now
        opened = model
    }

    // MARK: What is read

    mutating func pass(to now: Moment) { self.now = now }

    mutating func note(_ look: StatusLook, at moment: Moment) {
        var trends: [String: ModelTrend] = [:]
        for case .model(let trend) in entries { trends[trend.status.model] = trend }
        let models = look.models.map { status in
            guard var trend = trends[status.model] else { return Entry.model(ModelTrend(status, at: moment.time)) }
            trend.note(status, at: moment.time)
            return .model(trend)
        }
        let broken = look.broken.failures.map { Entry.broken($0.name, reason: $0.error.description) }
        entries = (models + broken).sorted { $0.name < $1.name }
        if !entries.contains(where: { $0.name == selected }) { selected = entries.first?.name }
        (now, lookedAt, outage, memory) = (moment, moment, nil, look.memory)
    }

    /// Redis could not be read.
    mutating func noteOutage(_ reason: String, at moment: Moment) {
        now = moment
        if outage == nil { outage = Outage(since: lookedAt ?? moment, reason: reason) }
        outage?.reason = reason
    }

    // MARK: Keys

    var selection: Int { entries.firstIndex { $0.name == selected } ?? 0 }

    /// False when the user leaves. `page` is how many lines a list has on the screen.
    mutating func press(_ key: Key, page: Int) -> Bool {
        let step = max(1, page - 1)
        switch key {
        case .leave: return false
        case .up: move(by: -1)
        case .down: move(by: 1)
        case .pageUp: move(by: -step)
        case .pageDown: move(by: step)
        case .home: move(by: -entries.count - scrolled)
        case .end: move(by: opened == nil ? entries.count : openedWorkers)
        case .open:
            if opened == nil, let selected { (opened, scrolled) = (selected, 0) }
        case .back:
            if model == nil { opened = nil }
        }
        return true
    }

    private mutating func move(by count: Int) {
        if opened != nil {
            scrolled = max(0, min(scrolled + count, openedWorkers - 1))
        } else if !entries.isEmpty {
            selected = entries[max(0, min(selection + count, entries.count - 1))].name
        }
    }

    var openedEntry: Entry? { entries.first { $0.name == opened } }

    private var openedWorkers: Int {
        if case .model(let trend)? = openedEntry { trend.status.workers.count } else { 0 }
    }
}
