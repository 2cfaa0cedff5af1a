/// The keys of a stage in a space file, and how their texts become a stage.
enum StageKey: String, CaseIterable {
  case block, kernelSize, stride, channels, repeats, activation
  case expansionRatio, squeezeRatio, shortcut, groups, groupWidth, innerRatio
}
