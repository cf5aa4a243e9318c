import JSONBytes
import ModelRegistry
import Monitoring

/// All models at one moment.
struct Overview: Sendable {
    let models: [ModelStatus]
    /// Models whose keys can't be read, and why.
    let broken: BrokenModels
    let memory: RedisMemory?
    let server: String

    /// As `scoreline status --json` prints it.
    var json: JSONValue { StatusLook(models: models, broken: broken, memory: memory).json }
}
