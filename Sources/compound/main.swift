import CompoundCommands

CompoundProgram.main()
