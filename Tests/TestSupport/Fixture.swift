public import Foundation

/// Reads `Fixtures/<name>.json` of a test bundle.
public func fixture<Value: Decodable>(
  _ name: String, as type: Value.Type = Value.self, in bundle: Bundle
) throws -> Value {
  try JSONDecoder().decode(type, from: Data(contentsOf: fixtureURL("\(name).json", in: bundle)))
}

/// The place of a file in a test bundle's `Fixtures` folder.
public func fixtureURL(_ name: String, in bundle: Bundle) throws -> URL {
  guard let folder = bundle.url(forResource: "Fixtures", withExtension: nil) else {
    throw CocoaError(.fileNoSuchFile)
  }
  return folder.appendingPathComponent(name)
}
