import Monitoring
import Settings
import Testing

@testable import scoreline

@Suite struct WatchViewTests {
    @Test("All models stand in a list, with what is wrong first in their state")
    func list() {
        let state = WatchFixture.state([
            WatchFixture.status("b", jobs: 12, version: nil, workers: []),
            WatchFixture.status("a", workers: [WatchFixture.worker(refused: 4)]),
            WatchFixture.status("c", isPaused: true),
        ])
        let lines = WatchFixture.lines(state)
        #expect(lines[0] == "3 models  2023-11-14T22:13:20Z  redis://r")
        #expect(lines[2].hasPrefix("  MODEL  VERSION  PENDING  IN FLIGHT  JOBS/S"))
        #expect(lines[3].hasPrefix("> a") && lines[3].contains("refused by 1"))
        #expect(lines[4].hasPrefix("  b") && lines[4].contains(" 12 ") && lines[4].hasSuffix("no worker"))
        #expect(lines[5].hasSuffix("paused"))
        #expect(lines[11].hasPrefix("q leave"))
    }

    @Test("No line is wider, and no frame longer, than the terminal", arguments: [1, 5, 20, 40, 79, 80, 200])
    func bound(columns: Int) {
        let many = WatchFixture.state((0..<40).map { WatchFixture.status("model-with-a-long-name-\($0)", jobs: $0) })
        var opened = many
        _ = opened.press(.open, page: 5)
        for state in [many, opened] {
            for count in [1, 2, 3, 6, 24] {
                let frame = WatchView(state: state, size: TerminalSize(columns: columns, lines: count)).frame
                #expect(frame.lines.count == count)
                #expect(frame.lines.allSatisfy { TextWidth.columns(of: $0.text) <= columns })
            }
        }
    }

    @Test("Above the list stands what is wrong with the chosen model first, or with Redis itself")
    func concern() {
        var state = WatchFixture.state([
            WatchFixture.status("a"), WatchFixture.status("b", jobs: 2, workers: []),
        ])
        #expect(WatchFixture.lines(state)[1] == "")
        _ = state.press(.down, page: 7)
        #expect(WatchFixture.lines(state)[1] == "b: No worker is running, and 2 jobs wait for one.")
        state.note(
            StatusLook(models: [WatchFixture.status("b")], memory: RedisMemory(usedBytes: 99, limitBytes: 100)),
            at: WatchFixture.moment(1))
        #expect(WatchFixture.lines(state)[1].hasPrefix("  problem  Redis has used 99 % of its memory limit"))
    }

    @Test("A narrow terminal keeps model, pending and state")
    func narrow() {
        let lines = WatchFixture.lines(WatchFixture.state([WatchFixture.status(jobs: 7)]), columns: 40)
        #expect(lines[2] == "  MODEL     PENDING  JOBS/S  STATE")
        #expect(lines[3].hasPrefix("> penguins        7       -  ok"))
    }

    @Test("The chosen model stays on the screen, through many models and changes of the list")
    func scroll() {
        func status(_ numbers: Range<Int>) -> [ModelStatusOf] { numbers.map { ModelStatusOf(number: $0) } }
        var state = WatchFixture.state(status(0..<100).map(\.status))
        for _ in 0..<70 { _ = state.press(.down, page: 7) }
        #expect(WatchFixture.lines(state).contains { $0.hasPrefix("> m70") })
        #expect(WatchFixture.lines(state).contains { $0.hasSuffix("of 100") })
        state.note(StatusLook(models: status(40..<100).map(\.status)), at: WatchFixture.moment(1))
        #expect(state.selected == "m70" && WatchFixture.lines(state).contains { $0.hasPrefix("> m70") })
        _ = state.press(.home, page: 7)
        #expect(state.selected == "m40")
        _ = state.press(.end, page: 7)
        #expect(state.selected == "m99")
        _ = state.press(.pageUp, page: 7)
        #expect(state.selected == "m93")
        state.note(StatusLook(models: status(0..<3).map(\.status)), at: WatchFixture.moment(2))
        #expect(state.selected == "m00")
    }

    private struct ModelStatusOf {
        let number: Int
        var status: ModelStatus { WatchFixture.status("m" + (number < 10 ? "0" : "") + "\(number)") }
    }

    @Test("Enter opens a model with its workers, Escape goes back, q leaves")
    func open() {
        var state = WatchFixture.state([WatchFixture.status(jobs: 5, isPaused: true)])
        let stays = state.press(.open, page: 7)
        #expect(stays)
        let lines = WatchFixture.lines(state)
        #expect(lines[2].hasPrefix("penguins version 3, published"))
        #expect(lines.contains { $0.contains("scoreline resume penguins") })
        #expect(lines.contains { $0.hasPrefix("  w1") })
        let goesBack = state.press(.back, page: 7)
        #expect(goesBack && state.opened == nil)
        let leaves = !state.press(.leave, page: 7)
        #expect(leaves)
    }

    @Test("One model that was asked for can't be left by Escape")
    func single() {
        var state = WatchFixture.state([WatchFixture.status()], model: "penguins")
        let stays = state.press(.back, page: 7)
        #expect(stays && state.opened == "penguins")
        state.note(StatusLook(), at: WatchFixture.moment(1))
        #expect(WatchFixture.lines(state)[2] == "penguins has no keys any more")
    }

    @Test("The workers of an open model scroll")
    func workers() {
        let workers = (10..<60).map { WatchFixture.worker("w\($0)") }
        var state = WatchFixture.state([WatchFixture.status(workers: workers)], model: "penguins")
        for _ in 0..<20 { _ = state.press(.down, page: 7) }
        #expect(WatchFixture.lines(state).contains { $0.hasPrefix("  w30") })
        #expect(!WatchFixture.lines(state).contains { $0.hasPrefix("  w29") })
        _ = state.press(.end, page: 7)
        #expect(state.scrolled == 49)
        _ = state.press(.home, page: 7)
        #expect(state.scrolled == 0)
    }

    @Test("An outage is told with its beginning and length; what was known stays; it ends with the next look")
    func outage() {
        var state = WatchFixture.state([WatchFixture.status()])
        state.noteOutage("can't connect\u{1B}[31m", at: WatchFixture.moment(3))
        state.noteOutage("can't connect to redis://r", at: WatchFixture.moment(64))
        var lines = WatchFixture.lines(state, columns: 140)
        #expect(
            lines[1] == "Redis is away since 2023-11-14T22:13:20Z, 1 min 4 s; trying again: can't connect to redis://r")
        #expect(lines[3].hasPrefix("> penguins"))
        state.note(StatusLook(models: [WatchFixture.status()]), at: WatchFixture.moment(65))
        lines = WatchFixture.lines(state)
        #expect(lines[1] == "" && lines[0].contains("22:14:25Z"))
    }

    @Test("Only lines that changed are drawn again; another size draws all")
    func changes() {
        let size = TerminalSize(columns: 10, lines: 3)
        let before = Frame([WatchLine("one"), WatchLine("two", .alert)], size: size)
        let after = Frame([WatchLine("one"), WatchLine("three", .alert)], size: size)
        #expect(before.changes(from: before, hasColors: true) == "")
        #expect(
            after.changes(from: before, hasColors: true)
                == "\u{1B}[?2026h\u{1B}[2;1H\u{1B}[1;31mthree\u{1B}[0m\u{1B}[K\u{1B}[?2026l")
        #expect(
            after.changes(from: before, hasColors: false)
                == "\u{1B}[?2026h\u{1B}[2;1H\u{1B}[1mthree\u{1B}[0m\u{1B}[K\u{1B}[?2026l")
        let wider = Frame(after.lines, size: TerminalSize(columns: 11, lines: 3))
        #expect(wider.changes(from: before, hasColors: true).contains("\u{1B}[2J"))
    }

    @Test("Without colours no style sets one")
    func noColor() {
        for style in [WatchLine.Style.plain, .title, .dim, .warning, .alert, .selected] {
            #expect(!style.code(hasColors: false).contains("3"), "\(style)")
        }
    }
}

@Suite struct KeyTests {
    @Test(
        "Keys are told from what a terminal sends, whatever comes together",
        arguments: [
            ("q", [.leave]), ("\u{1B}[A\u{1B}[B", [.up, .down]), ("\u{1B}OA", [.up]), ("\u{1B}", [.back]),
            ("\u{1B}[5~jk", [.pageUp, .down, .up]), ("\r", [.open]), ("\u{1B}[1;5A", []), ("\u{1B}[", []),
            ("x\u{1B}[200~q", [.leave]), ("é", []), ("\u{1B}[999999999999999999999", []), ("", []),
        ] as [(String, [Key])])
    func keys(sent: String, keys: [Key]) {
        #expect(Key.keys(in: Array(sent.utf8)) == keys)
    }
}
