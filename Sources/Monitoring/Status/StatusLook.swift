package import JSONBytes

/// All models, or one, as they were at one moment.
package struct StatusLook: Sendable {
    package var models: [ModelStatus]
    package var broken: BrokenModels
    /// Of the server that was read last; nil where the user may not ask.
    package var memory: RedisMemory?

    package init(models: [ModelStatus] = [], broken: BrokenModels = BrokenModels(), memory: RedisMemory? = nil) {
        self.models = models
        self.broken = broken
        self.memory = memory
    }

    /// As `scoreline status --json` prints it. What concerns the server stands once, beside the models.
    package var json: JSONValue {
        .object([
            .init("models", .array(models.map { $0.json() } + broken.json)),
            .init("concerns", .array((memory?.concern.map { [$0] } ?? []).map(\.json))),
        ])
    }
}
