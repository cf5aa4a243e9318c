import ArgumentParser
import Settings

struct ScorelineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scoreline", abstract: "Score rows through Redis; watch and steer the workers.",
        discussion: HelpText.discussion(
            """
            Every flag can also be a variable, such as SCORELINE_REDIS for --redis, or a key in the file of --config; the command line \
            comes first. --json prints a document for programs (docs/json.md).

            The exit status is 0 when all is done, 1 when the work failed, 2 for a wrong command line or setting, and 3 when Redis \
            can't be reached.
            """,
            examples:
                "scoreline models publish penguins model_bin/penguins.safetensors",
            "scoreline score penguins --input new.csv --output answers.csv", "scoreline status --watch"),
        version: ScorelineVersion.text,
        subcommands: [
            ScoreCommand.self, PredictCommand.self, EnqueueCommand.self, ResultsCommand.self, StatusCommand.self,
            DriftCommand.self,
            ModelsCommand.self, BenchCommand.self, DeadCommand.self, PauseCommand.self, ResumeCommand.self,
            WorkersCommand.self, AuditCommand.self, DoctorCommand.self, DashboardCommand.self,
        ])
}
