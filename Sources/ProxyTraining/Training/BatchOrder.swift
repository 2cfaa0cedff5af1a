import Networks
import Synchronization
import TrainingData

/// Which images make up a step: a permutation per epoch, the remainder of an epoch left out.
struct BatchOrder {
  let images: Int
  let batch: Int
  let seed: UInt64
  private let latest = LatestEpoch()

  /// The permutation of the epoch asked for last.
  private final class LatestEpoch: Sendable {
    let permutation = Mutex<(epoch: Int, images: [Int32])?>(nil)
  }

  init(images: Int, batch: Int, seed: UInt64) throws {
    guard images >= batch else {
      throw TrainingError(
        .invalidSetting, "\(images) training images; a batch needs \(batch): use a smaller batch")
    }
    (self.images, self.batch, self.seed) = (images, batch, seed)
  }

  var batchesPerEpoch: Int { images / batch }

  /// The epoch that a step belongs to.
  func epoch(_ step: Int) -> Int { step / batchesPerEpoch }

  func batch(_ step: Int) -> [Int] {
    let number = step % batchesPerEpoch
    return permutation(epoch(step))[number * batch..<(number + 1) * batch].map { Int($0) }
  }

  private func permutation(_ epoch: Int) -> [Int32] {
    latest.permutation.withLock { latest in
      if let latest, latest.epoch == epoch { return latest.images }
      var generator = CounterGenerator(
        seed: seed, purpose: .order, index: UInt64(truncatingIfNeeded: epoch))
      let permutation = generator.permutation(images)
      latest = (epoch, permutation)
      return permutation
    }
  }
}

extension RandomPurpose {
  static let order = RandomPurpose(rawValue: 1003)
}
