import Foundation

/// The system's words for the last failed call of this thread.
package enum SystemError {
  /// To be asked for at once: the next call may change it.
  package static var current: String { text(of: errno) }

  /// The words for an error number that a call returned.
  package static func text(of code: Int32) -> String { String(cString: strerror(code)) }
}
