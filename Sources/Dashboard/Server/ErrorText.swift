import HTTPTypes
import Hummingbird
import ModelRegistry
import Redis
import Settings

/// An error as visitors read it.
struct ErrorText: Sendable {
    let status: HTTPResponse.Status
    let title: String
    let sentence: String

    init(_ error: any Error) {
        if RedisTrouble.isOutage(error), let cause = RedisTrouble.cause(of: error) {
            status = .serviceUnavailable
            title = "Redis can't be read"
            sentence = URLPassword.hidden(in: ProgramFailure(cause).description)
            return
        }
        switch error {
        case let error as ReadError:
            switch error {
            case .overloaded:
                status = .serviceUnavailable
                title = "Too many readers"
            case .noSuchModel, .notFound:
                status = .notFound
                title = "Not found"
            case .malformed:
                status = .badRequest
                title = "That can't be"
            }
            sentence = error.description
        case let error as RegistryError:
            let isAbsent = error.kind == .noModel || error.kind == .noSuchVersion
            status = isAbsent ? .notFound : .internalServerError
            title = isAbsent ? "Not found" : "These keys can't be read"
            sentence = error.description
        default:
            status = .internalServerError
            title = "This can't be shown"
            sentence = URLPassword.hidden(in: "\(error)")
        }
    }
}
