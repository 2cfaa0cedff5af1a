import CompoundCommands
import Foundation

exit(CompoundProgram.run(Array(CommandLine.arguments.dropFirst()), streams: .process))
