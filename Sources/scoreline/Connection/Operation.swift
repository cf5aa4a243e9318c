import ArgumentParser
import Keyspace
import ModelRegistry
import Redis
import Settings

/// A command whose errors become the exit statuses of the contract here, in one place.
protocol Operation: ParsableCommand {
    func perform() throws
}

extension Operation {
    func run() throws {
        do {
            try perform()
        } catch let error as RedisError {
            throw ProgramFailure(error)
        } catch let error as RegistryError {
            if case .redis(let error) = error.kind { throw ProgramFailure(error) }
            throw ProgramFailure(.workFailed, error.description + error.nextStep)
        } catch let error as NameError {
            throw ProgramFailure(.usage, error.description)
        }
    }
}

extension RegistryError {
    /// The end of the sentence: what to do; empty where it says so itself.
    fileprivate var nextStep: String {
        switch kind {
        case .noModel: "; see scoreline models list"
        case .noSuchVersion, .noPrevious: "; see scoreline models list MODEL for those that are stored"
        default: ""
        }
    }
}
