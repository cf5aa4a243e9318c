import ArgumentParser

struct ModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models", abstract: "Publish, promote, look at and roll back model versions.",
        subcommands: [
            ModelsListCommand.self, ModelsShowCommand.self, ModelsPublishCommand.self, ModelsPromoteCommand.self,
            ModelsRollbackCommand.self, ModelsWaitCommand.self, ModelsPruneCommand.self,
        ])
}
