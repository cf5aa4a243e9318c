import ModelRegistry
import Redis

/// The error of Redis behind one of ours.
enum RedisTrouble {
    static func cause(of error: any Error) -> RedisError? {
        if let error = error as? RedisError { return error }
        if let error = error as? RegistryError, case .redis(let cause) = error.kind { return cause }
        return nil
    }

    /// Nobody answers there, or nobody will let us in: it concerns every page.
    static func isOutage(_ error: any Error) -> Bool {
        guard let cause = cause(of: error) else { return false }
        return !cause.isConnectionUsable || cause.isTemporary || cause.isAccessRefused
    }
}
