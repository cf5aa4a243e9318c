import ArgumentParser

ReadCommand.main()
