import Files

/// The shape of a model's input, as a person gives it.
package struct InputShape: Hashable, Sendable {
  /// Which input; `nil` where there is one.
  package let name: String?
  package let extents: [Int]

  /// Reads `1x3x224x224` or `name:1x3x224x224`; `nil` where the text is neither.
  package init?(_ text: String) {
    let colon = text.lastIndex(of: ":")
    let shape = colon.map { text[text.index(after: $0)...] } ?? text[...]
    let parts = shape.split(separator: "x", omittingEmptySubsequences: false)
    let extents = parts.compactMap { Int($0) }
    guard extents.count == parts.count, !extents.isEmpty,
      extents.allSatisfy({ (1...[Int].greatestExtent).contains($0) })
    else { return nil }
    (name, self.extents) = (colon.map { String(text[..<$0]) }, extents)
  }
}

/// The shapes of all of a graph's inputs: what the file says, and what is given where it says nothing.
struct InputShapes {
  let file: String
  let given: [InputShape]

  /// The shape of each of `inputs`.
  ///
  /// - Throws: `FileError` naming what is open, or what does not fit.
  func resolved(_ inputs: [ValueMessage]) throws(FileError) -> [[Int]] {
    for shape in given {
      guard let name = shape.name else {
        guard inputs.count == 1 else {
          throw refused(
            "the model has \(inputs.count) inputs; say which with --input NAME:"
              + shape.extents.joined + ": " + list(inputs))
        }
        continue
      }
      guard inputs.contains(where: { $0.name == name }) else {
        throw refused("no input '\(name)'; there are: " + list(inputs))
      }
    }
    var shapes: [[Int]] = []
    for input in inputs {
      let extents = given.last { $0.name == nil || $0.name == input.name }?.extents
      shapes.append(try shape(of: input, given: extents, isAlone: inputs.count == 1))
    }
    return shapes
  }

  private func list(_ inputs: [ValueMessage]) -> String {
    inputs.map(\.name).joined(separator: ", ")
  }

  private func refused(_ message: String) -> FileError {
    FileError(.mismatch, file: file, message)
  }

  private func shape(
    of input: ValueMessage, given: [Int]?, isAlone: Bool
  ) throws(FileError) -> [Int] {
    let option = "--input " + (isAlone ? "" : "\(input.name):")
    guard let dimensions = input.shape else {
      guard let given else {
        throw refused("input '\(input.name)' has no shape; give one with \(option)1x3x224x224")
      }
      return given
    }
    if let given {
      guard given.count == dimensions.count else {
        throw refused(
          "input '\(input.name)' has \(dimensions.count) dimensions, \(option)\(given.joined) has "
            + "\(given.count)")
      }
      for (index, (dimension, extent)) in zip(dimensions, given).enumerated() {
        guard case .fixed(let own) = dimension, own != extent else { continue }
        throw refused(
          "input '\(input.name)': dimension \(index + 1) is \(own) in the file, and \(extent) is "
            + "asked for; export it with a dynamic dimension to change that")
      }
      return given
    }
    var extents: [Int] = []
    for (index, dimension) in dimensions.enumerated() {
      switch dimension {
      case .fixed(let extent): extents.append(extent)
      case .open where index == 0: extents.append(1)
      case .open(let name):
        throw refused(
          "input '\(input.name)': dimension \(index + 1)" + (name.isEmpty ? "" : " (\(name))")
            + " of \(described(dimensions)) is open; give the shape with \(option)"
            + example(dimensions))
      }
    }
    guard extents.elementCount != nil else {
      throw refused("input '\(input.name)' has shape \(extents), too large to count")
    }
    return extents
  }

  private func described(_ dimensions: [ValueMessage.Dimension]) -> String {
    dimensions.map { dimension in
      switch dimension {
      case .fixed(let extent): String(extent)
      case .open(let name): name.isEmpty ? "?" : name
      }
    }.joined(separator: "x")
  }

  private func example(_ dimensions: [ValueMessage.Dimension]) -> String {
    dimensions.enumerated().map { index, dimension in
      switch dimension {
      case .fixed(let extent): extent
      case .open: index == 0 ? 1 : 224
      }
    }.joined
  }
}

extension [Int] {
  /// `1x3x224x224`.
  package var joined: String { map(String.init).joined(separator: "x") }
}
