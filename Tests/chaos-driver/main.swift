import Settings

await Program.run(ChaosCommand.self)
