import Foundation
import Interchange

/// What a network says of some images.
public struct PredictionResult: Hashable, Sendable {
  /// The likeliest class of one image, and how likely the network takes it to be.
  public struct Prediction: Hashable, Sendable {
    /// The class, `0 ..< classes`.
    public let label: Int
    /// Its softmax probability, 0 to 1.
    public let probability: Double
  }

  /// How many of the images were right, where their classes are known.
  public struct Score: Hashable, Sendable {
    /// The share of images whose class is the likeliest.
    public let top1: Double
    /// The share of images whose class is among the five likeliest; `nil` below six classes.
    public let top5: Double?
    /// The mean cross-entropy.
    public let loss: Double
  }

  /// One per image.
  public let predictions: [Prediction]
  /// How many classes the network tells apart.
  public let classes: Int
  /// How good the predictions are; `nil` where the images' classes are not known.
  public let score: Score?

  /// - Parameters:
  ///   - logits: `[images, classes]`.
  ///   - classes: How many classes the network tells apart, at least 1.
  ///   - labels: One per image, `0 ..< classes`; `nil` where the classes are not known.
  /// - Throws: ``TrainingError`` naming the first image with a logit that is not finite: nothing can
  ///   be ranked by it.
  public init(logits: [Float], classes: Int, labels: [Int]? = nil) throws(TrainingError) {
    precondition(classes > 0 && logits.count % classes == 0, "\(logits.count) logits")
    if let index = logits.firstIndex(where: { !$0.isFinite }) {
      throw TrainingError(
        .diverged,
        "the logit of image \(index / classes) for class \(index % classes) is \(logits[index].messageText); "
          + "expected finite numbers: these weights do not suit the network or the images")
    }
    var predictions: [Prediction] = []
    var (first, five, loss) = (0, 0, 0.0)
    for image in 0..<logits.count / classes {
      let row = logits[image * classes..<(image + 1) * classes].map(Double.init)
      let best = row.indices.max { (row[$0], -$0) < (row[$1], -$1) } ?? 0
      let logSum = row[best] + log(row.reduce(0) { $0 + exp($1 - row[best]) })
      predictions.append(Prediction(label: best, probability: exp(row[best] - logSum)))
      guard let label = labels?[image] else { continue }
      loss += logSum - row[label]
      // How many classes come before the right one; ties go to the lower class.
      let rank = row.indices.count {
        row[$0] > row[label] || (row[$0] == row[label] && $0 < label)
      }
      first += rank == 0 ? 1 : 0
      five += rank < 5 ? 1 : 0
    }
    self.predictions = predictions
    self.classes = classes
    let count = Double(max(1, predictions.count))
    score = labels.map { _ in
      Score(
        top1: Double(first) / count, top5: classes > 5 ? Double(five) / count : nil,
        loss: loss / count)
    }
  }
}
