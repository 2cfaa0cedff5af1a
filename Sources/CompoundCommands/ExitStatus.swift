/// What the process tells its caller, after the BSD convention (sysexits).
enum ExitStatus {
  static let badInput: Int32 = 65
  static let nothingEvaluated: Int32 = 69
  static let internalFailure: Int32 = 70
  static let interrupted: Int32 = 130
}
