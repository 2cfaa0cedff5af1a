import Files

/// Where the images of a folder lie: one sub-folder per class, at the top or below `train` and `val`.
struct ImageFolderLayout {
  /// The images of one class, sorted by name.
  struct Class {
    let name: String
    let folder: String
    let files: [String]
  }

  let training: [Class]
  /// `nil` where there is no folder with held-out images; some of `training` are then to be held out.
  let validation: [Class]?

  static let expectation =
    "a sub-folder of .png, .jpg or .jpeg files per class, at the top or below train and val"

  /// Names of folders with held-out images; the first found counts.
  private static let heldOut = ["val", "validation", "test"]

  /// The layout of a folder with these names in it, or `nil` where no sub-folder holds images.
  init?(folder: String, names: [String]) throws(TrainingDataError) {
    let folders = Self.folders(names, in: folder)
    let inner = folders.contains("train") ? try Self.folders(in: "\(folder)/train") : []
    guard !inner.isEmpty else {
      training = try Self.classes(folders, in: folder)
      validation = nil
      if training.allSatisfy(\.files.isEmpty) { return nil }
      return
    }
    training = try Self.classes(inner, in: "\(folder)/train")
    if training.allSatisfy(\.files.isEmpty) { return nil }
    guard let held = Self.heldOut.first(where: folders.contains) else {
      // Another folder beside it may be meant for validation; images must not be ignored.
      let others = folders.filter { $0 != "train" }
      guard others.isEmpty else {
        throw TrainingDataError(
          .unknownFormat, file: folder,
          "holds train and \(others.prefix(3).joined(separator: ", ")), but no held-out images; "
            + "looked for \(Self.heldOut.joined(separator: ", ")): rename the folder that has them, "
            + "or move the others away, and a fifth of train is held out")
      }
      validation = nil
      return
    }
    let path = "\(folder)/\(held)"
    let classes = try Self.classes(try Self.folders(in: path), in: path)
    let (expected, found) = (training.map(\.name), classes.map(\.name))
    guard expected == found else {
      let missing = expected.filter { !found.contains($0) }
      let unknown = found.filter { !expected.contains($0) }
      throw TrainingDataError(
        .mismatch, file: path,
        "other classes than in train: "
          + "\(missing.count) missing (\(missing.prefix(3).joined(separator: ", "))), "
          + "\(unknown.count) unknown (\(unknown.prefix(3).joined(separator: ", ")))")
    }
    validation = classes
  }

  /// Whether a file has the name of an image that can be read.
  static func isImage(_ name: String) -> Bool {
    let lowered = name.lowercased()
    return [".png", ".jpg", ".jpeg"].contains { lowered.hasSuffix($0) }
  }

  private static func folders(in folder: String) throws(TrainingDataError) -> [String] {
    folders(try FileBytes.names(in: folder), in: folder)
  }

  /// The sub-folders among these names; hidden ones hold no data.
  private static func folders(_ names: [String], in folder: String) -> [String] {
    names.filter { !$0.hasPrefix(".") && FileKind(of: "\(folder)/\($0)") == .folder }
  }

  private static func classes(
    _ names: [String], in folder: String
  ) throws(TrainingDataError) -> [Class] {
    var classes: [Class] = []
    for name in names {
      let path = "\(folder)/\(name)"
      let files = try FileBytes.names(in: path).filter { isImage($0) && !$0.hasPrefix(".") }
      classes.append(Class(name: name, folder: path, files: files))
    }
    return classes
  }
}
