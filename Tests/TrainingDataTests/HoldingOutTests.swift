import Testing

@testable import TrainingData

@Suite struct HoldingOutTests {
  /// Images of one pixel whose value is their number.
  private func numbered(_ labels: [Int]) throws -> DataSet {
    try DataSet.tensors(
      name: "numbers", input: labels.indices.map { Float($0) }, shape: [labels.count, 1, 1, 1],
      labels: labels)
  }

  private func numbers(_ source: any ImageSource) throws -> [Int] {
    try (0..<source.count).map { Int(try source.image(at: $0, size: ImageSize(square: 1))[0]) }
  }

  /// Every image is in one part, with its own label, in the file's order; a fifth of each class is
  /// held out, rounded down, and one at least.
  @Test func partsAreDisjointAndStratified() throws {
    let counts = [2, 4, 5, 9, 10, 23, 100]
    let labels = (0..<100).flatMap { place in
      counts.indices.filter { place < counts[$0] }
    }
    let data = try numbered(labels)
    #expect(data.validationOrigin == .training)
    let parted = try data.holdingOut()
    #expect(parted.validationOrigin == .heldOut && parted.isTensors)
    #expect(parted.nativeSize == data.nativeSize && parted.channels == 1)
    let (trained, held) = (try numbers(parted.training), try numbers(parted.validation))
    #expect((trained + held).sorted() == Array(labels.indices))
    #expect(trained == trained.sorted() && held == held.sorted())
    for (position, number) in held.enumerated() {
      #expect(parted.validation.label(at: position) == labels[number])
    }
    for (position, number) in trained.enumerated() {
      #expect(parted.training.label(at: position) == labels[number])
    }
    let heldOut = counts.indices.map { label in held.count { labels[$0] == label } }
    #expect(heldOut == [1, 1, 1, 1, 2, 4, 20])
    #expect(
      parted.validationNote?.contains("30 of the 153 images are held out") == true,
      "\(parted.validationNote ?? "")")
  }

  /// The same ones always, and not simply the first.
  @Test func theSplitIsAlwaysTheSame() throws {
    let data = try numbered((0..<60).map { $0 % 2 })
    let held = try (0..<3).map { _ in try numbers(data.holdingOut().validation) }
    #expect(held[0] == held[1] && held[1] == held[2])
    #expect(held[0] != Array(0..<12))
  }

  @Test func aSingleImageCannotBeHeldOut() throws {
    let error = #expect(throws: TrainingDataError.self) {
      try numbered([0, 0, 1]).holdingOut()
    }
    #expect(error?.message.contains("class 1 has one image") == true)
  }
}
