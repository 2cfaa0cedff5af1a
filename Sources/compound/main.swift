import CompoundCommands
import Foundation

exit(await CompoundProgram.run(Array(CommandLine.arguments.dropFirst()), streams: .process))
