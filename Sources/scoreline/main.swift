import ScoringEngine
import Settings

await Program.run(ScorelineCommand.self) { try Kernel.requireValidEnvironment() }
