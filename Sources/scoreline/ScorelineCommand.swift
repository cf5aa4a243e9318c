import ArgumentParser
import Settings

struct ScorelineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scoreline", abstract: "Score rows through Redis; watch and steer the workers.",
        version: ScorelineVersion.text,
        subcommands: [
            ScoreCommand.self, PredictCommand.self, EnqueueCommand.self, ResultsCommand.self, StatusCommand.self,
            DriftCommand.self,
            ModelsCommand.self, BenchCommand.self, DeadCommand.self, PauseCommand.self, ResumeCommand.self,
            WorkersCommand.self, AuditCommand.self, DoctorCommand.self, DashboardCommand.self,
        ])
}
