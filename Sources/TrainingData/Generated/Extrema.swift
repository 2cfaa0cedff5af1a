// The standard library's `pointwiseMax`, `pointwiseMin` and `clamped` go lane by lane.

/// The greater of each pair of lanes.
@inline(__always)
func greater(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> {
  a.replacing(with: b, where: b .> a)
}

/// The lesser of each pair of lanes.
@inline(__always)
func lesser(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> {
  a.replacing(with: b, where: b .< a)
}

/// 0 below 0, 1 above 1.
@inline(__always)
func clip(_ value: SIMD8<Float>) -> SIMD8<Float> {
  let above = value.replacing(with: 0, where: value .< 0)
  return above.replacing(with: 1, where: above .> 1)
}
