/// The version of the program, for `--version`.
enum CompoundVersion {
  /// After semantic versioning; it is raised here and nowhere else.
  static let text = "0.1.0"
}
