import ArgumentParser
import Glibc
import JSONBytes
import Parity

/// Scores rows with foreign models: `Tests/parity-suite` compares what comes out with what the models' libraries say.
struct ParityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scoreline-parity", abstract: "Score rows by models of other libraries, in every way there is.",
        discussion: """
            Reads one request per line of standard input, a JSON object:
              model       the library's file
              rows        row-major little-endian Float64, NaN for missing
              features    values in a row
              out         writes OUT.margins, OUT.outputs and OUT.labels in the form of the rows
              iterations  [first, end], optional
              categories  names of the codes in the rows, by column; optional
            and answers each with a line: what the model is, and where scorers differ from the reference scorer.
            """)

    func run() throws {
        while let line = readLine() {
            var writer = JSONWriter()
            ParityTrial.answer(to: line, &writer)
            print(String(decoding: writer.bytes, as: UTF8.self))
            fflush(nil)
        }
    }
}
