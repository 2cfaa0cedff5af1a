package import Foundation
import Randomness

/// A search definition flattened to key paths and values, to compare and to digest.
package struct DefinitionSnapshot: Hashable, Sendable {
  /// One entry per leaf: `grid.alpha.step` → `0.1`.
  package let entries: [String: String]

  /// The snapshot of any definition that can be encoded.
  ///
  /// - Parameters:
  ///   - definition: What is encoded.
  ///   - ignoring: key paths that do not change a trial's result, such as the number of trials,
  ///     each with all below it: a study may grow.
  /// - Throws: what encoding throws.
  package init(_ definition: some Encodable, ignoring: Set<String> = []) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    try self.init(json: encoder.encode(definition), ignoring: ignoring)
  }

  package init(json: Data, ignoring: Set<String> = []) throws {
    let object = try JSONSerialization.jsonObject(with: json, options: .fragmentsAllowed)
    var entries: [String: String] = [:]
    flatten(object, at: "", into: &entries)
    self.entries = entries.filter { entry in
      !ignoring.contains { isPath(entry.key, within: $0) }
    }
  }

  /// Sixteen hexadecimal digits that differ for different definitions.
  package var digest: String {
    let text = entries.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)\n" }.joined()
    return StableHash(text.utf8).hexadecimal
  }

  /// What differs in `newer`, one line per key, sorted by key.
  ///
  /// Texts of several lines, such as architectures, are not repeated.
  package func changes(to newer: DefinitionSnapshot) -> [String] {
    Set(entries.keys).union(newer.entries.keys).sorted().compactMap { key in
      let (old, new) = (entries[key], newer.entries[key])
      guard old != new else { return nil }
      let isText = [old, new].contains { $0?.contains("\n") ?? false }
      switch (old, new) {
      case (let old?, let new?): return "\(key): \(isText ? "differs" : "was \(old), is \(new)")"
      case (let old?, nil): return "\(key): \(isText ? "" : "was \(old), ")is gone"
      case (nil, let new?): return "\(key): is new\(isText ? "" : " (\(new))")"
      case (nil, nil): return nil
      }
    }
  }
}

/// Whether a key path is `path`, or one of a value below it.
private func isPath(_ key: String, within path: String) -> Bool {
  guard key.hasPrefix(path) else { return false }
  let rest = key.dropFirst(path.count)
  return rest.isEmpty || rest.first == "." || rest.first == "["
}

private func flatten(_ object: Any, at path: String, into entries: inout [String: String]) {
  if let dictionary = object as? [String: Any] {
    for (key, value) in dictionary {
      flatten(value, at: path.isEmpty ? key : "\(path).\(key)", into: &entries)
    }
  } else if let array = object as? [Any] {
    for (index, value) in array.enumerated() {
      flatten(value, at: "\(path)[\(index)]", into: &entries)
    }
  } else if let number = object as? NSNumber {
    entries[path] = "\(number)"
  } else {
    entries[path] = "\(object)"
  }
}
