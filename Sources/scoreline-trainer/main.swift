import Settings

await Program.run(TrainerCommand.self)
