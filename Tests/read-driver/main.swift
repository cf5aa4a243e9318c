ReadCommand.main()
