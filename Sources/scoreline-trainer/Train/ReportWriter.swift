import ModelTraining
import Settings

/// Writes the report of a training into a folder.
struct ReportWriter {
    let folder: String

    func write(_ trained: TrainedModel, _ output: ModelOutput) throws {
        throw ProgramFailure(.workFailed, "\(output.path) is written, but reports can't be")
    }
}
