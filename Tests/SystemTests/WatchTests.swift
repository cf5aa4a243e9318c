import Foundation
import JSONBytes
import TestSupport
import Testing

@Suite struct WatchTests {
    @Test("The view follows models, keys and the terminal's size, and leaves the terminal as it was")
    func view() throws {
        let stage = try Stage()
        _ = try stage.startWorker()
        try stage.publishPenguins(readyWorkers: 1)
        try stage.publishPenguins(as: "other")
        let outcome = try Terminal.run(
            stage,
            #"""
            [{"see": "2 models"}, {"see": "q leave", "resize": [50, 8]}, {"miss": "IN FLIGHT"},
             {"see": "> other", "type": "j"}, {"see": "> penguins", "type": "\r"}, {"see": "penguins version 1", "resize": [120, 30]},
             {"see": "unread results 0  oldest job", "type": "\u001b"}, {"see": "> penguins", "type": "q"}]
            """#, "scoreline", ["status", "--watch", "--interval", "0.2"],
            // Empty is unset, whatever the runner of the tests has.
            environment: ["NO_COLOR": ""])
        #expect(outcome.status == 0 && outcome.isRestored && outcome.wasAlternate)
        #expect(outcome.screens[2].count == 8 && outcome.screens[6].count == 30)
        #expect(outcome.raw.contains("\u{1B}[33m"))
    }

    @Test(
        "Whatever ends the view, the terminal is restored",
        arguments: [(SIGINT, 0), (SIGTERM, -SIGTERM), (SIGHUP, -SIGHUP)] as [(Int32, Int32)])
    func signals(number: Int32, status: Int32) throws {
        let stage = try Stage()
        try stage.publishPenguins()
        let outcome = try Terminal.run(
            stage, #"[{"see": "version 1", "signal": \#(number)}]"#, "scoreline", ["status", "penguins", "--watch"],
            environment: ["NO_COLOR": "1"])
        #expect(outcome.status == status && outcome.isRestored)
        #expect(!outcome.raw.contains(/\u{1B}\[3\dm/), "colours with NO_COLOR: \(outcome.raw.debugDescription)")
    }

    @Test(
        "Signals that whoever started it had blocked end the view all the same",
        arguments: [(SIGINT, 0), (SIGTERM, -SIGTERM), (SIGHUP, -SIGHUP), (SIGQUIT, -SIGQUIT)] as [(Int32, Int32)])
    func blockedSignals(number: Int32, status: Int32) throws {
        let stage = try Stage()
        try stage.publishPenguins()
        let blocked =
            "[\([SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP, SIGWINCH].map { "\($0)" }.joined(separator: ","))]"
        let outcome = try Terminal.run(
            stage,
            #"[{"blocked": \#(blocked), "see": "version 1", "resize": [60, 10]}, {"see": "q leave", "signal": \#(number)}]"#,
            "scoreline", ["status", "penguins", "--watch"])
        #expect(outcome.status == status && outcome.isRestored && outcome.screens[1].count == 10)
    }

    @Test("The view tells what is wrong and what to do, in the list of the chosen model, on its page of all")
    func concerns() throws {
        let stage = try Stage()
        try stage.publishPenguins()
        try stage.push(penguinJobs(3))
        try stage.scoreline("pause", "penguins")
        let outcome = try Terminal.run(
            stage,
            #"""
            [{"see": "penguins: The queue is paused: workers claim nothing, and 3 jobs wait.", "type": "\r"},
             {"see": "Start a worker: scoreline-worker --model penguins", "type": "q"}]
            """#, "scoreline", ["status", "--watch"])
        #expect(outcome.status == 0)
        #expect(outcome.screens[1].contains { $0.contains("problem  The queue is paused") })
        #expect(
            outcome.screens[1].contains { $0.contains("Resume it when the reason is gone: scoreline resume penguins") })
    }

    @Test(
        "What takes long shows how far it is, its rate and the time left, but not beside JSON",
        arguments: [("retry", 20_000), ("discard", 200_000)])
    func deadProgress(command: String, count: Int) throws {
        let stage = try Stage()
        let source = "for i = 1, \(count) do redis.call('XADD', KEYS[1], '*', 'length', '1', 'job', 'x') end"
        for model in ["penguins", "other"] { _ = try stage.call("EVAL", source, "1", stage.key("dead", of: model)) }
        let outcome = try Terminal.run(stage, "[]", "scoreline", ["dead", command, "penguins", "--all"])
        #expect(
            outcome.status == 0 && outcome.raw.contains(/\] \d+ %  \d+ of \d+ entries  [\d.]+ entries\/s  .* left/),
            "\(outcome.raw)")
        #expect(outcome.raw.contains("\(command == "retry" ? "retried" : "discarded") \(count)"), "\(outcome.raw)")
        let json = try Terminal.run(stage, "[]", "scoreline", ["dead", command, "other", "--all", "--json"])
        #expect(json.status == 0 && !json.raw.contains("entries") && json.raw.contains("\(count)"), "\(json.raw)")
    }

    @Test("While Redis is away the view says since when, and goes on when it is back")
    func outage() throws {
        let stage = try Stage()
        try stage.publishPenguins()
        let socket = stage.server.socket
        let outcome = try Terminal.run(
            stage,
            #"""
            [{"see": "version 1", "run": "redis-cli -s \#(socket) shutdown nosave"}, {"see": "Redis is away since"},
             {"run": "redis-server --port 0 --unixsocket \#(socket) --save '' --daemonize yes --pidfile \#(socket).pid"},
             {"miss": "Redis is away"}, {"see": "no published version", "type": "q"}]
            """#, "scoreline", ["status", "penguins", "--watch", "--interval", "0.1"])
        let pid = try Int32(
            String(contentsOfFile: socket + ".pid", encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines))
        kill(try #require(pid), SIGTERM)
        #expect(outcome.status == 0 && outcome.isRestored)
        // What was known stays on the screen.
        #expect(outcome.screens[1].contains { $0.contains("version 1") })
    }

    @Test("A first look that fails is told on the shell's own screen")
    func unreachable() throws {
        let stage = try Stage()
        let outcome = try Terminal.run(
            stage, "[]", "scoreline", ["status", "--watch", "--redis", "unix:///nowhere/r.sock"])
        #expect(outcome.status == 3 && outcome.isRestored && !outcome.raw.contains("\u{1B}"))
    }

    @Test("Without a terminal there is a report at each look, as JSON one line each, over an outage")
    func plain() throws {
        let stage = try Stage()
        try stage.publishPenguins()
        let text = try stage.start("scoreline", ["status", "penguins", "--watch", "--interval", "0.1"])
        let json = try stage.start("scoreline", ["status", "penguins", "--watch", "--interval", "0.1", "--json"])
        func reports() -> Int { text.output.components(separatedBy: "penguins version 1").count - 1 }
        func lines() -> [Substring] { json.output.split(separator: "\n") }
        try eventually("both reported three times") { reports() >= 3 && lines().count >= 3 }
        try stage.server.kill()
        try eventually("both tell that Redis is away") {
            text.errors.contains("Redis is away") && json.errors.contains("Redis is away")
        }
        try stage.server.start()
        try eventually("both tell that it is back") {
            text.errors.contains("is back") && json.errors.contains("is back")
        }
        #expect(text.errors.split(separator: "\n").count == 2, "\(text.errors)")
        #expect(!text.output.contains("\u{1B}"))
        text.signal(SIGKILL)
        json.signal(SIGKILL)
        try text.wait()
        try json.wait()
        for line in lines().prefix(3) {
            #expect(try JSONValue.parse(Array(line.utf8).span)["model"]?.string == "penguins")
        }
    }

    @Test("An interval without --watch is refused")
    func interval() throws {
        let stage = try Stage()
        let outcome = try stage.scoreline("status", "--interval", "5")
        #expect(outcome.status == 2 && outcome.errors.contains("--watch"))
    }
}
