import Configuration
import Interchange
package import SearchSpaces

/// Shared choices, conditions, free strides, relative channels and repeats, and irrelevant options.
package let crookedSpace = """
  name: crooked
  resolution: 33
  classes: 10
  activation: silu
  stem: {channels: 8}
  head: {channels: 40}
  shared:
    kernel: [3, 5]
    ratio: [2, 3]
  defaults:
    kernelSize: {shared: kernel}
    squeezeRatio: [0, 0.25]
    repeats: {base: 2, plus: [-1, 0]}
  stages:
    - block: [convolution, mbConv]
      expansionRatio: {shared: ratio}
      channels: {base: 16, times: [0.5, 1], divisor: 4}
      stride: [1, 2]
    - block:
        - {block: fusedMBConv, expansionRatio: 1}
        - {block: mbConv, expansionRatio: 4}
      shortcut: [none, identity, pool]
      channels: [8, 16]
      stride: 2
    - block: mbConv
      expansionRatio: {shared: ratio}
      kernelSize: [3, 7]
      channels: 24
  conditions:
    - when: {block: mbConv, repeats: 2}
      then: {squeezeRatio: 0.25}

  """

/// Residual stages whose widths and depths never fall, with a group width for all.
package let risingSpace = """
  name: rising
  resolution: 32
  classes: 10
  stem: {channels: 16}
  shared: {group: [4, 8]}
  defaults:
    block: bottleneckResidual
    innerRatio: 1
    groupWidth: {shared: group}
    stride: 2
    repeats: [1, 2, 3]
    channels: 16...40:8
  stages:
    - {}
    - {}
    - {channels: [24, 40, 48]}
  channelsNeverFall: true
  repeatsNeverFall: true

  """

package func space(_ text: String) throws -> SearchSpace {
  try SearchSpace(SpaceDefinition(ConfigurationFile.parse(text, file: "space.yaml")))
}
