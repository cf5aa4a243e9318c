import Dispatch
import Glibc
import Keyspace
import Monitoring
import Redis
import Settings
import Synchronization

/// `status --watch` in a terminal: draws what another thread reads, until the user leaves.
struct Watch {
    let redis: RedisConfiguration
    let keyspace: Keyspace
    let model: ModelKeys?
    let interval: Duration

    private let start = ContinuousClock.now

    init(_ redis: RedisConfiguration, _ keyspace: Keyspace, _ model: ModelKeys?, interval: Duration) {
        self.redis = redis
        self.keyspace = keyspace
        self.model = model
        self.interval = interval
    }

    /// What the reading thread leaves for the drawing one.
    private final class Inbox: Sendable {
        private let latest = Mutex<Result<StatusLook, any Error>?>(nil)

        func put(_ look: Result<StatusLook, any Error>) { latest.withLock { $0 = look } }

        func take() -> Result<StatusLook, any Error>? { latest.withLock { $0.take() } }
    }

    /// Throws what a first look throws: a wrong address is told on the shell's own screen.
    func run() throws {
        var first = StatusReader(redis, keyspace, model)
        var state = WatchState(server: redis.description, model: model?.name, now: moment)
        state.note(try first.look(patience: .seconds(10)), at: moment)
        let events = WatchEvents()
        let inbox = Inbox()
        read(into: inbox)
        var screen = Screen(hasColors: ProcessEnvironment.current["NO_COLOR"].map(\.isEmpty) ?? true)
        try screen.enter()
        while true {
            let size = TerminalSize(of: STDOUT_FILENO) ?? TerminalSize(columns: 80, lines: 24)
            try screen.show(WatchView(state: state, size: size).frame)
            // The length of an outage goes on by itself.
            let happened = events.wait(upTo: state.outage == nil ? .seconds(3600) : .seconds(1))
            state.pass(to: moment)
            for event in happened {
                switch event {
                case .looked: try note(inbox.take(), in: &state)
                case .resized: screen.forget()
                case .keys(let keys):
                    for key in keys where !state.press(key, page: WatchView.page(size)) { return }
                case .interrupted, .closed: return
                case .stopped:
                    screen.leave()
                    stop(by: SIGTSTP)
                    WatchEvents.handle(SIGTSTP)
                    try screen.enter()
                case .ended(let number):
                    screen.leave()
                    stop(by: number)
                }
            }
        }
    }

    /// What the signal does to a program that does not handle it.
    private func stop(by number: Int32) {
        signal(number, SIG_DFL)
        raise(number)
    }

    private func note(_ look: Result<StatusLook, any Error>?, in state: inout WatchState) throws {
        switch look {
        case nil: break
        case .success(let look): state.note(look, at: moment)
        case .failure(let error as ProgramFailure): throw error
        case .failure(let error): state.noteOutage("\(error)", at: moment)
        }
    }

    private var moment: WatchState.Moment {
        WatchState.Moment(time: ContinuousClock.now - start, milliseconds: time(nil) * 1000)
    }

    /// On a thread of its own, which may wait for a server that does not answer; it ends with the process.
    private func read(into inbox: Inbox) {
        let (redis, keyspace, model, interval) = (redis, keyspace, model, interval)
        DispatchQueue(label: "scoreline.status").async {
            var reader = StatusReader(redis, keyspace, model)
            while true {
                let begin = ContinuousClock.now
                let look = Result { try reader.look() }
                inbox.put(look)
                WatchEvents.announceLook()
                // From begin to begin; some rest also where reading takes as long as that.
                Pause.wait(max(interval - (.now - begin), interval / 10))
            }
        }
    }
}
