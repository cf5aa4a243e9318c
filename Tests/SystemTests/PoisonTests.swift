import Foundation
import JSONBytes
import Redis
import TestSupport
import Testing

@Suite(.serialized) struct PoisonTests {
    private static let jobs = 300

    @Test(
        "A row that kills its worker takes three lives, its mates are answered, and it waits in dead for its retry",
        arguments: [nil, "reader"] as [String?])
    func isolated(reply: String?) throws {
        let stage = try Stage()
        var crew = try Crew(stage, workers: 2, arguments: ["--lease", "1"])
        try stage.publishPenguins(readyWorkers: 2)
        _ = try stage.scoreline("pause", "penguins")
        var jobs = penguinJobs(Self.jobs)
        let poison = Self.poison("poison", reply: reply)
        // In the first batch of a lane, which has 64 jobs: later ones may be of one, where jobs cost much.
        jobs.insert(poison, at: 32)
        try stage.push(jobs)
        _ = try stage.scoreline("resume", "penguins")
        let answers = stage.key(reply.map { "reply:" + $0 } ?? "results")
        try crew.tend("the mates and the poison are answered") {
            try stage.count("XLEN", "dead") == 1
                && stage.count("LLEN", "results") == Self.jobs + (reply == nil ? 1 : 0) && stage.leftovers().isEmpty
        }
        #expect(crew.deaths == 3)

        var results = try stage.takeResults()
        if reply != nil {
            #expect((1...3600).contains(try stage.call("TTL", answers).integer()))
            let text = try #require(try stage.call("LPOP", answers).text())
            results.append(try JSONValue.parse(Array(text.utf8).span))
        }
        let all = tally(results)
        #expect(all.distinct == Self.jobs + 1 && all.twice == 0 && all.failed == 1)
        let failed = try #require(results.first { $0["status"]?.string == "failed" })
        #expect(failed["id"]?.string == "poison" && failed["error"]?["code"]?.string == "poison")
        let again = results.filter { $0["status"]?.string == "completed" }
            .reduce(0) { $0 + ($1["parameters"]?["attempt"]?.integer ?? 1) - 1 }
        // The poison's own three deliveries are not among the mates'.
        let redelivered = try stage.statistic("redelivered")
        #expect(again > 0 && again == redelivered - 3)

        let list = try stage.scoreline("dead", "list", "penguins", "--json")
        let document = try JSONValue.parse(Array(list.output.utf8).span)
        let entry = try #require(document["entries"]?.array?.first)
        #expect(document["total"]?.integer == 1 && entry["job_id"]?.string == "poison")
        #expect(entry["reason"]?.string == "poison" && entry["deliveries"]?.integer == 3)
        let id = try #require(entry["id"]?.string)
        #expect(try stage.scoreline("dead", "show", "penguins", id).output == poison + "\n")

        // The bug is mended: the new job has a new result.
        try crew.dismiss()
        _ = try stage.startWorker()
        #expect(try stage.scoreline("dead", "retry", "penguins", id).output == "retried 1\n")
        try eventually("the new job is answered") { try stage.call("LLEN", answers).integer() == 1 }
        let text = try #require(try stage.call("LPOP", answers).text())
        let result = try JSONValue.parse(Array(text.utf8).span)
        #expect(result["id"]?.string == "poison" && result["status"]?.string == "completed")
        #expect(result["parameters"]?["attempt"]?.integer == 1)
        #expect(try stage.count("XLEN", "dead") == 0)
    }

    @Test("Four poison rows among the jobs of workers with two lanes are all buried, and nobody else is")
    func several() throws {
        let stage = try Stage()
        var crew = try Crew(stage, workers: 2, arguments: ["--lease", "1", "--batch-jobs", "64"], lanes: 2)
        try stage.publishPenguins(readyWorkers: 2)
        var jobs = penguinJobs(Self.jobs)
        for number in 0..<4 { jobs.insert(Self.poison("poison-\(number)", reply: nil), at: 60 * (number + 1)) }
        try stage.push(jobs)
        try crew.tend("all are answered") {
            try stage.count("LLEN", "results") == Self.jobs + 4 && stage.leftovers().isEmpty
        }
        #expect(crew.deaths <= 4 * 3)
        let results = try stage.takeResults()
        let all = tally(results)
        #expect(all.distinct == Self.jobs + 4 && all.twice == 0)
        let failed = results.filter { $0["status"]?.string == "failed" }.map { $0["id"]?.string ?? "" }
        #expect(failed.sorted() == (0..<4).map { "poison-\($0)" })
        #expect(try stage.count("XLEN", "dead") == 4)
    }

    static func poison(_ id: String, reply: String?) -> String {
        let to = reply.map { #""reply_to": "\#($0)", "# } ?? ""
        return #"{"id": "\#(id)", \#(to)"rows": [{"island": "\#(Crew.deadly)"}]}"#
    }
}

/// Workers that a payload can kill, started again when they die, as Kubernetes does.
struct Crew {
    /// What a deadly payload contains.
    static let deadly = "deadly-nightshade"

    private let stage: Stage
    private let arguments: [String]
    private let lanes: Int
    private var workers: [ChildProcess] = []
    private(set) var deaths = 0

    init(_ stage: Stage, workers count: Int, arguments: [String] = [], lanes: Int = 1) throws {
        self.stage = stage
        self.arguments = arguments
        self.lanes = lanes
        for _ in 0..<count { workers.append(try start()) }
    }

    /// Waits for a condition and replaces whoever dies meanwhile.
    mutating func tend(_ what: String, until condition: () throws -> Bool) throws {
        try eventually(what, within: .seconds(120)) {
            for index in workers.indices where !workers[index].isRunning {
                deaths += 1
                workers[index] = try start()
            }
            return try condition()
        }
    }

    /// Ends all, as a rolling restart does.
    mutating func dismiss() throws {
        for worker in workers { worker.signal(SIGTERM) }
        for worker in workers { _ = try worker.wait() }
        workers = []
    }

    private func start() throws -> ChildProcess {
        try stage.startWorker(arguments, lanes: lanes, environment: ["SCORELINE_FAULT_POISON": Self.deadly])
    }
}
