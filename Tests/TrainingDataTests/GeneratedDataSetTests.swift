import Testing

@testable import TrainingData

/// What every built-in data set keeps to.
@Suite struct GeneratedDataSetTests {
  private let size = ImageSize(square: 32)

  /// Image and label depend on the index alone, not on how many there are or what was read before.
  @Test(arguments: GeneratedDataSet.allCases)
  func imagesAreIndependent(of set: GeneratedDataSet) throws {
    let few = try set.dataSet(trainingCount: 12, validationCount: 3, seed: 4)
    let many = try set.dataSet(trainingCount: 500, validationCount: 90, seed: 4)
    let backwards = try (0..<12).reversed().map { try many.training.image(at: $0, size: size) }
    for index in 0..<12 {
      #expect(try few.training.image(at: index, size: size) == backwards[11 - index])
      #expect(few.training.label(at: index) == many.training.label(at: index))
    }
    let expected = try many.validation.image(at: 2, size: size)
    #expect(try few.validation.image(at: 2, size: size) == expected)
  }

  /// Images, parts and seeds differ from one another.
  @Test(arguments: GeneratedDataSet.allCases)
  func imagesDiffer(in set: GeneratedDataSet) throws {
    var images: Set<[Float]> = []
    for seed: UInt64 in [0, 1] {
      let data = try set.dataSet(trainingCount: 20, validationCount: 20, seed: seed)
      for source in [data.training, data.validation] {
        for index in 0..<20 { images.insert(try source.image(at: index, size: size)) }
      }
    }
    #expect(images.count == 80)
  }

  /// Several threads read what one reads.
  @Test(arguments: GeneratedDataSet.allCases)
  func threadsDoNotMatter(to set: GeneratedDataSet) async throws {
    let data = try set.dataSet(trainingCount: 24, validationCount: 1)
    let alone = try (0..<24).map { try data.training.image(at: $0, size: size) }
    let together = try await withThrowingTaskGroup(of: (Int, [Float]).self) { group in
      for index in 0..<24 {
        group.addTask { [size] in (index, try data.training.image(at: index, size: size)) }
      }
      return try await group.reduce(into: [Int: [Float]]()) { $0[$1.0] = $1.1 }
    }
    for index in 0..<24 { #expect(together[index] == alone[index]) }
  }

  /// Every run of as many images as there are classes has each once, not always in the same order.
  @Test(arguments: [GeneratedDataSet.shapes: 10, .braids: 4])
  func labelsAreBalanced(in set: GeneratedDataSet, classes: Int) throws {
    let data = try set.dataSet(trainingCount: 20 * classes, validationCount: 20 * classes, seed: 1)
    #expect(data.classCount == classes && Set(data.classNames).count == classes)
    for source in [data.training, data.validation] {
      let runs = stride(from: 0, to: 20 * classes, by: classes).map { start in
        (start..<start + classes).map(source.label)
      }
      #expect(runs.allSatisfy { $0.sorted() == Array(0..<classes) })
      #expect(Set(runs).count > 1)
    }
  }

  @Test(arguments: GeneratedDataSet.allCases)
  func valuesAreIntensities(in set: GeneratedDataSet) throws {
    let data = try set.dataSet(trainingCount: 30, validationCount: 1)
    for side in [1, 7, 33] {
      for index in 0..<30 {
        let image = try data.training.image(at: index, size: ImageSize(square: side))
        #expect(image.count == side * side * 3 && image.allSatisfy { $0 >= 0 && $0 <= 1 })
      }
    }
  }

  /// Sets are found by their names, with the counts asked for.
  @Test(arguments: GeneratedDataSet.allCases)
  func namesOpenDataSets(_ set: GeneratedDataSet) throws {
    let data = try set.dataSet(trainingCount: 30, validationCount: 20)
    #expect(data.name == set.rawValue && data.channels == GeneratedDataSet.channels)
    #expect(data.training.count == 30 && data.validation.count == 20)
    let error = #expect(throws: TrainingDataError.self) { try set.dataSet(trainingCount: 0) }
    #expect(error?.message.contains("expected 1 … 2³¹") == true)
  }
}
