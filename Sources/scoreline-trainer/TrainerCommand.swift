import ArgumentParser
import ModelFile
import ModelRegistry
import ModelReport
import ModelTraining
import Redis
import SchemaInference
import Settings

struct TrainerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scoreline-trainer", abstract: "From a table to a published model.",
        version: ScorelineVersion.text,
        subcommands: [
            NewCommand.self, TrainCommand.self, EvaluateCommand.self, ImportCommand.self, InspectCommand.self,
        ])
}

/// A command whose errors become the exit statuses of the contract here, in one place.
protocol TrainerOperation: ParsableCommand {
    func perform() throws
}

extension TrainerOperation {
    func run() throws {
        do {
            try perform()
        } catch let error as TrainingError {
            throw ProgramFailure(error.kind == .recipe ? .usage : .workFailed, error.description)
        } catch let error as ReportError {
            throw ProgramFailure(error.kind == .usage ? .usage : .workFailed, error.description)
        } catch let error as SchemaError {
            throw ProgramFailure(error.kind == .usage ? .usage : .workFailed, error.description)
        } catch let error as RedisError {
            throw ProgramFailure(error)
        } catch let error as RegistryError {
            if case .redis(let error) = error.kind { throw ProgramFailure(error) }
            throw ProgramFailure(.workFailed, error.description)
        }
    }
}

extension Bool {
    /// A flag without a value, as a layer holds it.
    var asSetting: String? { self ? "true" : nil }
}
