import HTTPTypes
import Hummingbird
import ModelRegistry
import NIOCore
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
        case let error as ProgramFailure:
            status = .conflict
            title = "It was not done"
            sentence = URLPassword.hidden(in: error.description)
        case let error where Self.isTooLarge(error):
            status = .contentTooLarge
            title = "That is too large"
            sentence = "The form has more bytes than this dashboard takes; --max-upload bounds a model file."
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
            let isOvertaken = error.kind == .conflict || error.kind == .noPrevious
            status = isAbsent ? .notFound : isOvertaken ? .conflict : .internalServerError
            title = isAbsent ? "Not found" : isOvertaken ? "It was not done" : "These keys can't be read"
            sentence = error.description
        default:
            status = .internalServerError
            title = "This can't be shown"
            sentence = URLPassword.hidden(in: "\(error)")
        }
    }

    /// The library says it in two ways: by the announced length, and by what came.
    private static func isTooLarge(_ error: any Error) -> Bool {
        error is NIOTooManyBytesError || (error as? HTTPError)?.status == .contentTooLarge
    }
}
