import ArgumentParser
import Fuzz

/// Reads changed inputs with one subject until a limit is reached or a law is broken.
struct FuzzCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scoreline-fuzz", abstract: "Feed hostile bytes to a reader of foreign bytes.",
        discussion: """
            Ends with 0 when every law held and with 1 when one was broken. A crash or a hang ends it by a signal. In \
            both cases the input is left in KEEP/SUBJECT.input; --replay reads it again.
            """)

    @Flag(help: "List the subjects.")
    var list = false

    @Option(help: "What is fed.")
    var subject: String?

    @Option(help: "The same seed and number of inputs make the same inputs.")
    var seed: UInt64 = 1

    @Option(help: "At least so many inputs.")
    var inputs = 0

    @Option(help: "At least so many seconds.")
    var seconds = 0

    @Option(help: "Folder with a folder of files for each subject.")
    var corpora = "Tests/Fuzz/Corpora"

    @Option(help: "Folder that keeps the input that broke a law.")
    var keep = "."

    @Option(help: "Read this file only.")
    var replay: String?

    func run() throws {
        if list { return print(FuzzSubject.all.map(\.name).joined(separator: "\n")) }
        guard let subject = FuzzSubject.all.first(where: { $0.name == self.subject }) else {
            throw ValidationError("--subject is one of \(FuzzSubject.all.map(\.name).joined(separator: ", "))")
        }
        Memory.limit()
        if let replay {
            var run = FuzzRun(subject, corpus: [try Corpus.file(replay)], seed: seed, folder: keep)
            let counts = try run.run(inputs: 0, seconds: 0)
            return print("\(subject.name): \(counts.accepted == 1 ? "accepted" : "refused")")
        }
        let corpus = try Corpus.files("\(corpora)/\(subject.name)")
        var run = FuzzRun(subject, corpus: corpus, seed: seed, folder: keep)
        do {
            let counts = try run.run(inputs: inputs, seconds: seconds)
            print(
                "\(subject.name): \(counts.inputs) inputs, \(counts.accepted) accepted, \(counts.refused) refused with "
                    + "\(counts.messages) kinds of messages; seed \(seed), \(corpus.count) files")
        } catch let law as BrokenLaw {
            print("\(subject.name), seed \(seed): \(law)\nthe input is \(keep)/\(subject.name).input")
            throw ExitCode(1)
        }
    }
}
