import Foundation

/// A file that another file names as lying beside it.
package enum FileBeside {
  /// The path of the file `name` beside the one at `path`, or in a folder below.
  ///
  /// Links are followed as far as they stay in the folder of `path`, or in the one that `path` itself is a
  /// link into: downloads keep their files under names of their own, and link to all of them alike.
  ///
  /// - Returns: nil where the name leads elsewhere: it is absolute, goes up, or is a link to another place.
  package static func path(_ name: String, beside path: String) -> String? {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard !parts.contains(where: { $0.isEmpty || $0 == ".." || $0 == "." }),
      !name.unicodeScalars.contains("\0")
    else { return nil }
    let folder = Folder.holding(path)
    let place = path.contains("/") ? "\(folder == "/" ? "" : folder)/\(name)" : name
    if Folder.leads(place, within: folder) { return place }
    guard let own = realpath(path, nil) else { return nil }
    defer { free(own) }
    return Folder.leads(place, within: Folder.holding(String(cString: own))) ? place : nil
  }
}
