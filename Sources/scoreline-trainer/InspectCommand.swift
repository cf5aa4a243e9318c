import ArgumentParser
import Files
import ModelFile
import Settings

struct InspectCommand: TrainerOperation {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Show what is in a model file, after checking it as workers do.")

    @Argument(help: ArgumentHelp("The model file.", valueName: "model"))
    var model: String

    @Flag(help: "Print JSON, with the whole manifest.")
    var json = false

    private static let sizeLimit = 512 << 20

    func perform() throws {
        let bytes: [UInt8]
        do { bytes = try FileBytes.read(model, limit: Self.sizeLimit) } catch {
            throw ProgramFailure(.workFailed, "\(error)")
        }
        let admitted: AdmittedModel
        do { admitted = try Gate.admit(bytes) } catch {
            throw ProgramFailure(.workFailed, "\(model) is refused: \(error)")
        }
        let summary = try ModelSummary(admitted, path: model)
        try StandardOutput.write(json ? summary.json : summary.text)
    }
}
