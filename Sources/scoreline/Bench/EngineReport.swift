import JSONBytes
import ScoringEngine
import ScoringModel
import Settings

/// What a model's engine came to.
struct EngineReport {
    struct Packing {
        let kernel: Kernel
        let layout: String
        let byteCount: Int
        let seconds: Double
    }
    struct Result {
        let kernel: Kernel
        let batch: Int
        let secondsPerCall: Double
        var rowsPerSecond: Double { Double(batch) / max(secondsPerCall, 1e-12) }
    }

    let file: String
    let rows: Int
    let columns: Int
    let outputs: Int
    let precision: Precision
    var checkedRows = 0
    /// Margins that are not the reference scorer's, or not another kernel's, over all kernels.
    var mismatches = 0
    /// Kernels that this CPU lacks.
    var notRun: [Kernel] = []
    var packings: [Packing] = []
    var results: [Result] = []

    init(file: String, rows: Int, columns: Int, outputs: Int, precision: Precision) {
        self.file = file
        self.rows = rows
        self.columns = columns
        self.outputs = outputs
        self.precision = precision
    }

    var json: JSONValue {
        .object([
            .init("file", .string(file)), .init("rows", .integer(rows)), .init("columns", .integer(columns)),
            .init("outputs", .integer(outputs)), .init("precision", .string(precision.rawValue)),
            .init("checked_rows", .integer(checkedRows)), .init("mismatches", .integer(mismatches)),
            .init("not_run", .array(notRun.map { .string($0.rawValue) })),
            .init(
                "packed",
                .array(
                    packings.map {
                        .object([
                            .init("kernel", .string($0.kernel.rawValue)), .init("layout", .string($0.layout)),
                            .init("bytes", .integer($0.byteCount)), .init("seconds", .number(Self.rounded($0.seconds))),
                        ])
                    })),
            .init(
                "results",
                .array(
                    results.map {
                        .object([
                            .init("kernel", .string($0.kernel.rawValue)), .init("batch", .integer($0.batch)),
                            .init("rows_per_second", .number($0.rowsPerSecond.rounded())),
                            .init("microseconds_per_call", .number(Self.rounded($0.secondsPerCall * 1e6))),
                            .init("nanoseconds_per_row", .number(Self.rounded(1e9 / $0.rowsPerSecond))),
                        ])
                    })),
        ])
    }

    /// To six digits after the point.
    private static func rounded(_ number: Double) -> Double { (number * 1e6).rounded() / 1e6 }

    var text: String {
        var table = TextTable(
            ["KERNEL", "ROWS A CALL", "µs A CALL", "ns A ROW", "ROWS/s"],
            numbers: ["ROWS A CALL", "µs A CALL", "ns A ROW", "ROWS/s"])
        for result in results {
            table.append([
                result.kernel.rawValue, "\(result.batch)", "\((result.secondsPerCall * 1e8).rounded() / 100)",
                "\((1e10 / result.rowsPerSecond).rounded() / 10)", "\(Int(result.rowsPerSecond.rounded()))",
            ])
        }
        var head = "\(file): \(columns) columns, \(outputs) \(outputs == 1 ? "output" : "outputs"), "
        head += "\(precision.rawValue), \(rows) rows\n"
        for packing in packings {
            head += "\(packing.kernel.rawValue): \(packing.layout), \(packing.byteCount) bytes, packed in "
            head += "\((packing.seconds * 1e5).rounded() / 100) ms\n"
        }
        for kernel in notRun { head += "\(kernel.rawValue): not run, this CPU lacks it\n" }
        if results.isEmpty { return head + "nothing was measured, and no margin compared\n\n" }
        let answers =
            mismatches == 0 ? "all margins are the reference scorer's" : "\(mismatches) margins are wrong"
        return head + table.text(columns: StandardOutput.columns) + "\(answers) (\(checkedRows) rows compared)\n\n"
    }
}
