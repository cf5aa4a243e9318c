import ArgumentParser
import Chaos

struct TableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "table",
        abstract: "Lets each fault happen alone, then all mixed; writes the table of the document.")

    @Option(name: .long, help: ArgumentHelp("Only this fault; repeat it for several.", valueName: "name"))
    var only: [Fault] = []

    @Option(name: .long, help: ArgumentHelp("Lease of the workers. Default: theirs.", valueName: "seconds"))
    var lease: Int?

    @Option(name: .long, help: ArgumentHelp("Seeds of the mix: 1 to this.", valueName: "n"))
    var seeds: UInt64 = 3

    @Option(name: .long, help: ArgumentHelp("How long each mix takes, about.", valueName: "n"))
    var seconds = 60

    @Flag(name: .long, help: "Write nothing.")
    var dry = false

    func run() throws {
        var report = Report()
        for fault in Fault.allCases where only.isEmpty || only.contains(fault) {
            let verdict = try Trial(fault, lease: lease).run()
            report.tell(fault.rawValue, verdict)
            try write(ReliabilityTable.Row(fault.sentence, verdict, testedBy: fault.testedBy))
        }
        if only.isEmpty, seeds > 0 {
            for seed in 1...seeds {
                let verdict = try Mix(FaultScript(seed: seed, seconds: seconds)).run()
                report.tell("mix \(seed)", verdict)
                try write(
                    ReliabilityTable.Row("many of these together, seed \(seed)", verdict, testedBy: "`make chaos`"))
            }
        }
        try report.end()
    }

    private func write(_ row: ReliabilityTable.Row) throws {
        guard !dry else { return }
        try Report.rewrite { document in
            var table = try ReliabilityTable(in: document)
            table.set(row)
            return try table.written(into: document)
        }
    }
}

extension Fault: ExpressibleByArgument {}
