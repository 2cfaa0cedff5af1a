import Testing

/// Whoever reads a public declaration is told what it is.
struct DocumentationTests {
  @Test func publicDeclarationsAreDocumented() throws {
    let files = try SourceTree("Sources").files
    let required = files.reduce(into: Set()) { $0.formUnion($1.requiredNames) }
    for file in files {
      for line in file.undocumentedDeclarations(besides: required) {
        Issue.record("Sources/\(file.path):\(line): a public declaration without a comment")
      }
    }
  }

  @Test func undocumentedDeclarationsAreFound() {
    let text = """
      /// Documented.
      public struct A: Hashable {
        public var bare: Int
        /// Documented.
        @inlinable
        public func told() {}
        @inlinable public func bare() {}
        public var description: String { "" }
        public init(from decoder: any Decoder) throws {}
        public init(bare: Int) {}
        private enum Own {
          case free
        }
      }
      /// Documented.
      public enum B {
        case bare
        /// Documented.
        case told(Int)
        enum Own {
          case free
        }
      }
      /// Documented.
      public protocol P {
        var bare: Int { get }
        /// Documented.
        func told()
      }
      extension A: P {
        public static func == (left: A, right: A) -> Bool { true }
      }
      """
    let file = SourceTree.File(
      path: "A/A.swift", lines: text.split(separator: "\n", omittingEmptySubsequences: false))
    #expect(file.undocumentedDeclarations() == [3, 7, 10, 17, 26])
  }
}

extension SourceTree.File {
  /// The lines of public declarations without a comment above them: those marked `public`, cases of
  /// public enumerations, and requirements of public protocols.
  ///
  /// - Parameter required: Names of what protocols require: a type that conforms has nothing to add.
  /// - Returns: Line numbers from 1.
  func undocumentedDeclarations(besides required: Set<String> = []) -> [Int] {
    let required = required.union(Self.requiredElsewhere)
    var members = MemberFinder()
    return lines.indices.filter { index in
      let kind = members.kind(of: lines[index])
      guard let name = Self.name(in: lines[index]), !isDocumented(index) else { return false }
      return switch kind {
      case .declaration, .enumerationCase: !required.contains(name)
      case .requirement: true
      case .internalRequirement, .other: false
      }
    }.map { $0 + 1 }
  }

  /// The names that the file's own protocols require.
  var requiredNames: Set<String> {
    var members = MemberFinder()
    return Set(
      lines.compactMap { line in
        let isRequirement = [.requirement, .internalRequirement].contains(members.kind(of: line))
        return isRequirement ? Self.name(in: line) : nil
      })
  }

  /// `told` of `public func told()`, `init(from` of `init(from decoder:`.
  private static func name(in line: Substring) -> String? {
    line.firstMatch(of: declaredName).flatMap { ($0.1 ?? $0.2).map(String.init) }
  }

  /// Whether a comment stands above a line, or above its attributes.
  private func isDocumented(_ index: Int) -> Bool {
    let above = lines[..<index].last { !$0.contains(Self.attribute) }
    return above?.contains(Self.comment) == true
  }

  /// What `Hashable`, `Comparable`, `Codable`, `Collection` and the like require.
  private static let requiredElsewhere: Set<String> = [
    "==", "<", "hash", "encode", "init(from", "description", "debugDescription", "rawValue",
    "init(rawValue", "startIndex", "endIndex", "subscript",
  ]
  private nonisolated(unsafe) static let declaredName =
    /\b(?:(?:func|var|let|case|enum|struct|class|protocol|typealias|associatedtype) ([\w=<]+)|(init\(\w+|init|subscript))/
  private nonisolated(unsafe) static let attribute = /^ *@\w+(?:\([^)]*\))?$/
  private nonisolated(unsafe) static let comment = /^ *\/\/\//
}

/// Tells what the lines of a file declare, one after the other.
private struct MemberFinder {
  enum Kind { case declaration, enumerationCase, requirement, internalRequirement, other }

  /// The public enumerations and the protocols that the line is in, by their members' indentation.
  private var open: [(indentation: Int, kind: Kind)] = []

  mutating func kind(of line: Substring) -> Kind {
    let indentation = line.prefix { $0 == " " }.count
    let text = line.dropFirst(indentation)
    if text.isEmpty { return .other }
    while let last = open.last, indentation < last.indentation { open.removeLast() }
    let outer = open.last
    if let type = text.firstMatch(of: Self.type), text.hasSuffix("{") {
      let isPublic = text.contains(Self.publicDeclaration)
      open.append(
        (
          indentation + 2,
          type.1 != nil ? .enumerationCase : isPublic ? .requirement : .internalRequirement
        ))
    }
    if text.contains(Self.publicDeclaration) { return .declaration }
    guard let outer, outer.indentation == indentation else { return .other }
    let member = outer.kind == .enumerationCase ? Self.enumerationCase : Self.requirement
    return text.contains(member) ? outer.kind : .other
  }

  private nonisolated(unsafe) static let publicDeclaration =
    /^(?:@\w+(?:\([^)]*\))? )*public (?!import\b|extension\b)/
  private nonisolated(unsafe) static let type =
    /^(?:@\w+ )*(?:public (?:indirect )?(enum)|(?:public |package )?(protocol))\b/
  private nonisolated(unsafe) static let enumerationCase = /^(?:indirect )?case\b/
  private nonisolated(unsafe) static let requirement =
    /^(?:static |mutating )*(?:func|var|init|subscript|associatedtype)\b/
}
