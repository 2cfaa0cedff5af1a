/// Why no library for a format of images could be loaded.
struct MissingImageLibrary: Error, Hashable {
  /// The names under which it was looked for.
  let names: [String]
  /// What the system said of the first.
  let cause: String
}
