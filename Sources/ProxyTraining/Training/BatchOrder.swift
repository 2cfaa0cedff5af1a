import NetworkExecution
import Networks
import Randomness
import TrainingRecipes

/// Which images make up a step: an order per epoch, the remainder of an epoch left out.
struct BatchOrder {
  let batch: Int
  let seed: UInt64
  /// Images held out, in the data's order.
  let minival: [Int]
  private let shuffles: Bool
  /// How many images there are to train on.
  private let count: Int
  /// Those images in the data's order, where any are held out.
  private let others: [Int]
  /// The permutation of the epoch asked for last.
  private let latest = LockedValue<(epoch: Int, images: [Int32])?>(nil)

  init(images: Int, _ recipe: TrainingRecipe, seed: UInt64) throws {
    let heldOut = recipe.minivalImages ?? 0
    (count, batch) = (images - heldOut, recipe.batchSize)
    (shuffles, self.seed) = (recipe.shuffles, seed)
    guard count >= batch else {
      throw TrainingError(
        .invalidSetting,
        "\(images) training images\(heldOut > 0 ? ", \(heldOut) of them held out" : ""); a batch "
          + "needs \(batch): use a smaller batch")
    }
    if heldOut > 0 {
      // The same for every seed: networks and seeds are judged on the same images.
      var generator = CounterGenerator(seed: 0, purpose: .minival, index: 0)
      let permutation = generator.permutation(images).map { Int($0) }
      minival = permutation[..<heldOut].sorted()
      others = permutation[heldOut...].sorted()
    } else {
      (minival, others) = ([], [])
    }
  }

  var batchesPerEpoch: Int { count / batch }

  /// The epoch that a step belongs to.
  func epoch(_ step: Int) -> Int { step / batchesPerEpoch }

  func batch(_ step: Int) -> [Int] {
    let number = step % batchesPerEpoch
    let range = number * batch..<(number + 1) * batch
    let positions = shuffles ? permutation(epoch(step))[range].map { Int($0) } : Array(range)
    return others.isEmpty ? positions : positions.map { others[$0] }
  }

  private func permutation(_ epoch: Int) -> [Int32] {
    latest.withLock { latest in
      if let latest, latest.epoch == epoch { return latest.images }
      var generator = CounterGenerator(
        seed: seed, purpose: .order, index: UInt64(truncatingIfNeeded: epoch))
      let permutation = generator.permutation(count)
      latest = (epoch, permutation)
      return permutation
    }
  }
}

extension RandomPurpose {
  static let order = RandomPurpose(rawValue: 1003)
  static let minival = RandomPurpose(rawValue: 1004)
}
