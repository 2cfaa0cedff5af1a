import Architectures
import CostModel
import Files
import Interchange
import Networks
import ProxyTraining
import Reporting
import TrainingData
import TrainingRecipes

/// Figure 7 of the paper: one network, made larger in several ways.
extension ActivationMapCommand {
  /// Trains a baseline and what it grows to at equal cost, and draws what they look at.
  func compareScalings(by factor: Double, _ streams: Streams) throws {
    let definition = recipe.definition
    guard try !DataSource.isTensors(self.data) else {
      throw InputError(
        "\(self.data): the images are used as they are, so that no network can read them at "
          + "another resolution; --compare-scalings needs images, not tensors")
    }
    let data = try DataSource.open(
      self.data, images: definition.images, validationImages: definition.validationImages,
      classes: changes.sizes.channels.classes)
    for note in DataSource.notes(data, changesResolution: true) {
      streams.diagnostics("compound: \(note)")
    }
    let used = try definition.recipe(trainingImages: data.training.count)
    let networks = try scaledNetworks(by: factor, for: data)
    for (_, network, _) in networks { try ActivationMapper.check(network) }
    var columns = try columns(of: DataSource.ImagesToPredict(data: data, hasLabels: true))
    let folder = try OutputFolder(output)
    let interruption = Interruption()
    for (way, network, architecture) in networks {
      let weights = try train(network, way, on: data, used, interruption, streams)
      let stem = try columns.add(
        network, named: "\(way): \(network.name)", weights: weights,
        normalization: data.normalization)
      try folder.write(ArchitectureFile.text(of: architecture), name: "\(stem).yaml")
      try WeightFile.write(
        network, from: architecture, naming: .compound,
        to: "\(folder.path)/\(stem).safetensors", metadata: data.normalizationTexts
      ) { weights[$0] ?? [] }
    }
    try draw(columns, in: folder, streams)
  }

  /// The baseline, and along each path the network whose multiply-adds are nearest to the target.
  private func scaledNetworks(
    by factor: Double, for data: DataSet
  ) throws -> [(way: String, network: Network, architecture: Architecture)] {
    var changes = changes
    try changes.suit(data)
    let keepsRegularization = recipe.definition.regularize ?? recipe.definition.base.regularizes
    let baseline = try changes.applied(to: ModelSource(models[0], inputs).stages())
    let cost = try NetworkCost.total(of: baseline.lowered()).multiplyAdds
    guard let target = Int(exactly: (Double(cost) * factor).rounded()) else {
      throw InputError("--compare-scalings \(factor): more multiply-adds than can be counted")
    }
    let paths: [(String, ScalingPath)] = [
      ("depth", .depth), ("width", .width), ("resolution", .resolution),
      ("compound", .compound(try compound.scaling())),
    ]
    let larger = try paths.map { way, path in
      let scaled = try baseline.scaled(
        along: path, toMultiplyAdds: target, rounding: changes.roundingRules()
      ).scaled
      let name = ScaledName.name(baseline.name, scaled.coefficients)
      return (way, try scaled.architecture.named(name))
    }
    return try ([("baseline", baseline)] + larger).map { way, architecture in
      var built = architecture
      if !keepsRegularization {
        built = try built.with(
          head: built.head.with(dropoutRate: 0), survivalProbability: 1)
      }
      return (way, try built.lowered(), built)
    }
  }

  /// The weights that a training comes to.
  private func train(
    _ network: Network, _ way: String, on data: DataSet, _ used: TrainingRecipe,
    _ interruption: Interruption, _ streams: Streams
  ) throws -> WeightTable {
    let bar = ProgressBar(title: "Training, \(way)", output: streams.progress)
    defer { bar.finish() }
    var weights = WeightTable()
    do {
      let result = try Trainer.train(
        network, on: data, recipe: used, seed: UInt64(seed), threads: processors.threads,
        memoryLimit: WeightedModel.memoryLimit,
        progress: { bar.update(Reporting.Progress($0)) },
        isCancelled: { interruption.isRequested },
        whenTrained: { trained in
          for parameter in network.parameters {
            weights[parameter.id] = trained.values(of: parameter.id)
          }
        })
      bar.finish()
      let top1 = NumberStyle.percent(decimals: 1).text(result.top1)
      streams.diagnostics("compound: \(way): \(network.name), top-1 \(top1)")
    } catch let error as TrainingError where error.reason == .cancelled {
      throw CancellationError()
    }
    return weights
  }
}
