import Settings

await Program.run(ScorelineCommand.self)
