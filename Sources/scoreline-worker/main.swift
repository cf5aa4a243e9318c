import Settings

await Program.run(WorkerCommand.self)
