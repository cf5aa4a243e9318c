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
            throw ProgramFailure(.workFailed, error.description)
        } catch let error as NameError {
            throw ProgramFailure(.usage, error.description)
        }
    }
}
