/// Figure 6: accuracy of networks trained on ImageNet and then on another data set, against parameters.
///
/// The accuracies of the EfficientNets are read from the figure's vector graphics, those of the other
/// networks are Table 5's (arXiv:1905.11946v5). Parameters are counted without the classifier, whose size
/// the data set decides: the EfficientNets' exactly, the others' as Table 5 prints them.
extension PublishedFigure {
  private typealias Network = (label: String, parameters: Double, top1: Double)

  static let transfers: [Panel] = [
    transfer(
      "CIFAR-10", [98.09, 98.44, 98.43, 98.78, 98.75, 98.79, 98.93, 98.94],
      [("NASNet-A", 85, 98.0), ("GPipe", 556, 99.0)]),
    transfer(
      "CIFAR-100", [88.1, 89.27, 89.07, 89.94, 90.7, 91.17, 91.11, 91.73],
      [("NASNet-A", 85, 87.5), ("GPipe", 556, 91.3)]),
    transfer(
      "Birdsnap", [69.5, 73.23, 74.7, 77.45, 80.97, 82.03, 82.77, 84.28],
      [("Inception-v4", 41, 81.8), ("GPipe", 556, 83.6)]),
    transfer(
      "Stanford Cars", [90.85, 92.05, 92.38, 93.65, 93.94, 93.97, 94.62, 94.69],
      [("Inception-v4", 41, 93.4)]),
    transfer(
      "Flowers", [96.96, 97.54, 97.67, 97.84, 98.36, 98.59, 98.68, 98.78],
      [("Inception-v4", 41, 98.5)]),
    transfer(
      "FGVC Aircraft", [87.13, 88.45, 88.3, 90.67, 91.75, 91.78, 92.77, 92.92],
      [("Inception-v4", 41, 90.9)]),
    transfer(
      "Oxford-IIIT Pets", [90.87, 92.31, 92.37, 93.62, 94.77, 94.82, 95.45, 95.26],
      [("ResNet-152", 58, 94.5), ("GPipe", 556, 95.9)]),
    transfer(
      "Food-101", [87.51, 88.78, 89.24, 90.37, 91.51, 92.02, 92.4, 92.96],
      [("Inception-v4", 41, 90.8), ("GPipe", 556, 93.0)]),
  ]

  /// Millions of parameters of EfficientNet-B0 to B7 without their classifiers.
  private static let parametersWithoutClassifier = [
    4.007548, 6.513184, 7.700994, 10.696232, 17.548616, 28.340784, 40.735704, 63.786960,
  ]

  private static func transfer(
    _ data: String, _ efficientNets: [Double], _ others: [Network]
  ) -> Panel {
    let points = zip(parametersWithoutClassifier, efficientNets).enumerated().map {
      // Small panels have room for the ends alone.
      let isEnd = $0 == 0 || $0 == efficientNets.count - 1
      return Point(label: isEnd ? "B\($0)" : "", cost: $1.0, top1: $1.1)
    }
    return Panel(
      title: data,
      series: [
        Series(name: "EfficientNet-B0 to B7", points: points, isLine: true),
        Series(
          name: "networks that Table 5 compares with",
          points: others.map { Point(label: $0.label, cost: $0.parameters, top1: $0.top1) },
          isLine: false),
      ])
  }
}
