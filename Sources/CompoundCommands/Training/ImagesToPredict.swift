import ProxyTraining
import TrainingData

extension DataSource {
  /// Images to predict, whose classes need not be known.
  struct ImagesToPredict {
    let data: DataSet
    let hasLabels: Bool

    var labels: [Int] { (0..<data.validation.count).map { data.validation.label(at: $0) } }
  }

  /// Images for a network that tells `classes` classes apart.
  static func openToPredict(_ name: String, classes: Int) throws -> ImagesToPredict {
    guard try isTensors(name) else {
      let data = try open(name)
      guard data.classCount == classes else {
        throw InputError(
          "\(name) has \(data.classCount) classes; the weights tell \(classes) apart")
      }
      return ImagesToPredict(data: data, hasLabels: true)
    }
    return ImagesToPredict(
      data: try DataSet.safetensors(path: name, classes: classes, needsLabels: false),
      hasLabels: try DataSet.hasLabels(safetensors: name))
  }
}
