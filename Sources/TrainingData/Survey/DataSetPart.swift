/// What the images of one part of a data set are like, all of them taken together.
package struct DataSetPart: Hashable, Sendable {
  /// The part of a data set.
  package enum Name: String, Sendable, CaseIterable {
    case training
    case validation
  }

  package let name: Name
  /// Images of each class, in the order of the labels.
  package let counts: [Int]
  /// Whether images have sizes of their own; otherwise they are drawn at any.
  package let isStored: Bool
  /// The image of the smallest area, the one in the middle (of two, the smaller), and that of the
  /// largest.
  package let smallest, median, largest: ImageSize
  /// One for each channel, over all pixels.
  package let moments: [ChannelMoments]

  /// Images in all.
  package var count: Int { counts.reduce(0, +) }

  /// - Precondition: at least one image.
  init(_ name: Name, of source: any ImageSource, _ facts: [ImageFacts], classes: Int) {
    self.name = name
    var counts = [Int](repeating: 0, count: classes)
    for index in 0..<source.count { counts[source.label(at: index)] += 1 }
    self.counts = counts
    isStored = source.size(of: 0) != nil
    let sizes = facts.map(\.size).sorted { ($0.area, $0.height) < ($1.area, $1.height) }
    (smallest, median, largest) = (sizes[0], sizes[(sizes.count - 1) / 2], sizes[sizes.count - 1])
    var moments = [ChannelMoments](repeating: ChannelMoments(), count: source.channels)
    // In the order of the images, so that no number depends on which thread was first.
    for image in facts {
      for channel in moments.indices { moments[channel].add(image.moments[channel]) }
    }
    self.moments = moments
  }
}
