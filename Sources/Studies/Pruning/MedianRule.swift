/// The curves of earlier trainings, and the bar that follows from them.
///
/// After each whole number of epochs a training's best so far must be no less than the median, over the
/// earlier trainings, of the mean of what each had reported by then. One that was ended itself counts
/// with what it had reported: were only those counted that came through, the bar would rise by itself.
package struct MedianRule: Sendable {
  private let definition: PruningDefinition
  /// The means of earlier trainings in ascending order, by epochs.
  private var means: [[Double]]

  /// - Parameters:
  ///   - definition: The rule's numbers.
  ///   - epochs: The length of the trainings that are compared.
  package init(_ definition: PruningDefinition, epochs: Int) {
    self.definition = definition
    means = Array(repeating: [], count: max(0, epochs - definition.after))
  }

  /// Takes note of an earlier training; one that has reported nothing counts for nothing.
  package mutating func add(_ curve: [CurvePoint]) {
    var (sum, count) = (0.0, 0)
    for index in means.indices {
      let epoch = Double(definition.after + index)
      while count < curve.count, curve[count].epoch <= epoch {
        sum += curve[count].score
        count += 1
      }
      guard count > 0 else { continue }
      let mean = sum / Double(count)
      means[index].insert(mean, at: Self.place(of: mean, in: means[index]))
    }
  }

  /// What the next training must reach; nil while too few are known.
  package var bar: PruningBar? {
    let steps = means.enumerated().compactMap { index, sorted -> CurvePoint? in
      guard !sorted.isEmpty, sorted.count >= definition.trainings else { return nil }
      let middle = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
      return CurvePoint(epoch: Double(definition.after + index), score: middle)
    }
    return steps.isEmpty ? nil : PruningBar(steps: steps)
  }

  /// The first place in a sorted list whose number is no less.
  private static func place(of value: Double, in sorted: [Double]) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
