package import JSONBytes
package import ModelRegistry
import Redis
import Settings

/// Models that could not be read among others that could: one model's stray key must not hide the rest.
package struct BrokenModels: Sendable {
    package private(set) var failures: [(name: String, error: RegistryError)] = []

    package init() {}

    package var isEmpty: Bool { failures.isEmpty }

    /// Throws an error that would meet every other model as well.
    package mutating func note(_ name: String, _ error: RegistryError) throws(RegistryError) {
        guard error.isConnectionUsable else { throw error }
        if case .redis(let cause) = error.kind, cause.isTemporary || cause.isAccessRefused { throw error }
        failures.append((name, error))
    }

    /// One object for each, with the model's name and its error.
    package var json: [JSONValue] {
        failures.map {
            .object([.init("model", .string($0.name)), .init("error", .string($0.error.description))])
        }
    }

    /// Throws when there is any: after everything else was shown.
    package func end() throws {
        guard let first = failures.first else { return }
        let others = failures.count == 1 ? "" : " (and \(failures.count - 1) models more)"
        throw ProgramFailure(
            .workFailed, "the model \(first.name) can't be read\(others): \(first.error); see scoreline doctor")
    }
}
