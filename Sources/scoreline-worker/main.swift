import ScoringEngine
import Settings

await Program.run(WorkerCommand.self) { try Kernel.requireValidEnvironment() }
