/// How people name the streams of a process where a file is expected.
package enum StreamName {
  /// Standard input where a file is read, standard output where one is written.
  package static let dash = "-"

  /// What messages call a file that is read.
  package static func input(_ path: String) -> String { path == dash ? "standard input" : path }

  /// What messages call a file that is written.
  package static func output(_ path: String) -> String { path == dash ? "standard output" : path }
}
