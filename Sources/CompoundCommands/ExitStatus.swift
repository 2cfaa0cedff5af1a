/// What the process tells its caller, after the BSD convention (sysexits).
enum ExitStatus {
  static let badInput: Int32 = 65
  static let nothingEvaluated: Int32 = 69
  static let internalFailure: Int32 = 70
  static let outputFailed: Int32 = 74
  static let interrupted: Int32 = 130
  /// What a shell makes of a process that the signal of a closed pipe has ended.
  static let closedPipe: Int32 = 141

  /// All that a command may end with, for help and manual.
  static let summary = """
    0 done, 64 usage, 65 bad input, 69 nothing could be evaluated, 70 our fault, 74 output failed, \
    130 interrupted
    """
}
