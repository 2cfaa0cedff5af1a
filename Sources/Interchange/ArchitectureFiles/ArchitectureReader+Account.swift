import Architectures
import Configuration
import Files
import ModelZoo

extension ArchitectureReader {
  /// The network with what the file says of it beside its description.
  mutating func document() throws(FileError) -> ArchitectureDocument {
    let published = try map.optional("published").map(Self.accuracy)
    let origin = try map.optional("origin").map(Self.origin)
    return ArchitectureDocument(try architecture(), published: published, origin: origin)
  }

  private static func accuracy(
    _ node: ConfigurationNode
  ) throws(FileError) -> PublishedAccuracy {
    var map = try node.mapping()
    // Nobody publishes less than one percent: a number below is a fraction.
    let top1 = try map.number("top1", in: 1...100)
    let top5 = try map.optional("top5")?.number(in: top1...100)
    let source = try map.optional("source")?.string()
    try map.finish()
    return PublishedAccuracy(top1: top1, top5: top5, source: source)
  }

  private static func origin(_ node: ConfigurationNode) throws(FileError) -> ArchitectureOrigin {
    var map = try node.mapping()
    var origin = ArchitectureOrigin(baseline: try map.optional("baseline")?.string())
    if let alpha = try map.optional("alpha")?.number() {
      let (beta, gamma) = (try map.number("beta"), try map.number("gamma"))
      origin.scaling = try located(map) { () throws(ArchitectureError) in
        try CompoundScaling(alpha: alpha, beta: beta, gamma: gamma)
      }
    }
    origin.phi = try map.optional("phi")?.number()
    origin.study = try map.optional("study")?.string()
    origin.trial = try map.optional("trial")?.integer(in: 0...Int.max)
    try map.finish()
    return origin
  }
}
