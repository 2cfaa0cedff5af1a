package import Architectures
import ModelZoo
import Networks
package import Studies
import Testing

/// Small images that the stem does not halve.
package let scale = ProxyScale(
  width: 1, resolution: 32, divisor: 2, resolutionDivisor: 4, repeatRounding: .nearest,
  stemStride: 1, keepsStemPooling: false)

/// The stages of a known network.
package func zoo(_ name: String) throws -> Architecture {
  try #require(try ModelZoo.model(named: name).architecture)
}
