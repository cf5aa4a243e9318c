import ModelTraining
import ScoringModel
import Settings
import Tables

/// Which row of the data is in which part of the split, in the order in which the training has them.
struct SplitTable {
    private let parts: [(name: String, examples: ExampleTable)]
    private let files: [String]

    init(_ trained: TrainedModel) {
        parts =
            [("training", trained.training), ("validation", trained.validation)]
            + (trained.test.map { [("test", $0)] } ?? [])
        files = trained.origin.files
    }

    /// A CSV with the columns file, line and part.
    func write(_ path: String) throws {
        do throws(TableError) {
            var table = try TableWriter.open(path, columns: ["file", "line", "part"], format: .csv)
            for part in parts {
                for place in part.examples.places {
                    table.append(files[Int(place.file)])
                    table.append(String(place.line))
                    table.append(part.name)
                    try table.endRow()
                }
            }
            try table.close()
        } catch { throw ProgramFailure(.workFailed, "\(error)") }
    }
}
