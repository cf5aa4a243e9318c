import ArgumentParser
import Glibc
import TrainingData

/// Reads a file as a training does and says how long that took: `Benchmarks/read` compares it with pandas.
struct ReadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scoreline-read", abstract: "Read tables into memory and measure it.")

    @Argument(help: "A CSV, TSV or JSON Lines file; gzip too.")
    var files: [String]

    func run() throws {
        var table: DataTable?
        let seconds = try ContinuousClock().measure {
            table = try DataReader(DataChoices(.files(files))).read()
        }
        guard let table else { return }
        var usage = rusage()
        unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let resident = Double(usage.ru_maxrss) / 1024
        print(
            """
            {"seconds": \(seconds / .seconds(1)), "rows": \(table.rowCount), "columns": \(table.columns.count), \
            "table_mib": \(table.size >> 20), "peak_mib": \(Int(resident))}
            """)
    }
}
