import Networks

/// One way through an Inception module: convolutions after each other, each with its normalisation
/// and activation.
///
/// `[64, .to(96, 3), .to(96, 3)]` is a 1×1 convolution to 64 channels and two 3×3 to 96.
struct InceptionBranch: ExpressibleByArrayLiteral {
  /// A convolution: its output channels and kernel.
  struct Step: ExpressibleByIntegerLiteral {
    let channels: Int
    let kernel: Extent

    static func to(_ channels: Int, _ kernel: Extent) -> Step {
      Step(channels: channels, kernel: kernel)
    }

    private init(channels: Int, kernel: Extent) {
      self.channels = channels
      self.kernel = kernel
    }

    /// A 1×1 convolution.
    init(integerLiteral channels: Int) {
      self.init(channels: channels, kernel: 1)
    }
  }

  let steps: [Step]
  /// Channels of a 1×3 and of a 3×1 convolution that stand side by side at the branch's end.
  let fork: Int?

  init(_ steps: [Step], fork: Int? = nil) {
    self.steps = steps
    self.fork = fork
  }

  init(arrayLiteral steps: Step...) {
    self.init(steps)
  }
}

extension GraphWriter {
  /// A branch's convolutions after each other; where it `reduces`, the last has stride 2 and no
  /// padding.
  mutating func chain(
    _ input: Int, _ steps: [InceptionBranch.Step], reduces: Bool = false
  ) throws(NetworkError) -> Int {
    var current = input
    for (index, step) in steps.enumerated() {
      let isLast = reduces && index == steps.count - 1
      current = try activated(
        current, step.channels, step.kernel, stride: isLast ? 2 : 1,
        padding: isLast ? .valid : nil)
    }
    return current
  }

  /// The ends of `branches`, which all start at `input`.
  mutating func branches(
    _ input: Int, _ branches: [InceptionBranch], reduces: Bool = false
  ) throws(NetworkError) -> [Int] {
    var ends: [Int] = []
    for branch in branches {
      let end = try chain(input, branch.steps, reduces: reduces)
      if let channels = branch.fork {
        ends.append(try activated(end, channels, .row3))
        ends.append(try activated(end, channels, .column3))
      } else {
        ends.append(end)
      }
    }
    return ends
  }

  /// Branches beside a pooling that a 1×1 convolution to `pooled` channels follows.
  mutating func inceptionModule(
    _ input: Int, _ branches: [InceptionBranch], _ kind: Pooling.Kind, pooled: Int
  ) throws(NetworkError) -> Int {
    let ends = try self.branches(input, branches)
    let pool = try pooling(kind, input, 3, stride: 1)
    return try concatenate(ends + [try activated(pool, pooled)])
  }

  /// Branches that end with stride 2 beside a maximum pooling.
  mutating func inceptionReduction(
    _ input: Int, _ branches: [InceptionBranch]
  ) throws(NetworkError) -> Int {
    let ends = try self.branches(input, branches, reduces: true)
    return try concatenate(ends + [try pooling(.maximum, input, 3, stride: 2, padding: .valid)])
  }
}

extension Extent {
  static let row3 = Extent(height: 1, width: 3)
  static let column3 = Extent(height: 3, width: 1)
  static let row7 = Extent(height: 1, width: 7)
  static let column7 = Extent(height: 7, width: 1)
}
