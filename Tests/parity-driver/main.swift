import ArgumentParser

ParityCommand.main()
