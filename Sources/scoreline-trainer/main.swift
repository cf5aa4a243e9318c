import ScoringEngine
import Settings

await Program.run(TrainerCommand.self) { try Kernel.requireValidEnvironment() }
