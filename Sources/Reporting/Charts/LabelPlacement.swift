/// Places labels beside their points so that they cover neither each other nor the data.
///
/// Each label tries places around its point, near ones first; sweeps over all labels repeat until none
/// improves. Everything is ordered, so that the same chart gives the same picture.
struct LabelPlacement {
  /// A label that wants a place.
  struct Request {
    let anchor: PixelPoint
    /// Radius of the marker at the anchor.
    let radius: Double
    let width: Double
    let height: Double
  }

  /// Where the label went.
  struct Place: Hashable {
    let frame: PixelRect
    /// Whether the label is so far from its point that a line should join them.
    let needsLeader: Bool
  }

  /// Where labels may be.
  let bounds: PixelRect
  /// What they must not cover at any price, such as labels that are already placed and markers.
  let taken: [PixelRect]
  /// Markers of the crowd, which may be everywhere: what they had better not cover.
  let crowd: [PixelRect]
  /// Lines of the chart, which they had better not cross.
  let segments: [(PixelPoint, PixelPoint)]

  /// Pixels between labels, so that two do not read as one.
  private static let gap = 4.0

  /// A place for each request, `nil` where there is none without covering another label.
  func place(_ requests: [Request]) -> [Place?] {
    let candidates = requests.map { request in
      places(for: request).filter { place in
        bounds.contains(place.frame)
          && !taken.contains { $0.overlap(place.frame) > 0 }
      }
    }
    let fixedCosts = requests.indices.map { index in
      candidates[index].enumerated().map { rank, place in
        Double(rank) + fixedCost(of: place, for: requests[index])
      }
    }
    var choice: [Int?] = candidates.map { $0.isEmpty ? nil : 0 }
    for _ in 0..<8 {
      var changed = false
      for index in requests.indices where !candidates[index].isEmpty {
        let others = choice.indices.filter { $0 != index }.compactMap { other in
          choice[other].map { candidates[other][$0].frame }
        }
        let costs = candidates[index].indices.map { candidate in
          fixedCosts[index][candidate]
            + Self.crowding(candidates[index][candidate], anchor: requests[index].anchor, others)
        }
        let best = costs.indices.min { costs[$0] < costs[$1] }
        if best != choice[index] {
          choice[index] = best
          changed = true
        }
      }
      if !changed { break }
    }
    return Self.withoutOverlaps(
      zip(candidates, choice).map { places, choice in
        choice.map { places[$0] }
      })
  }

  /// Around the point, in rings; the first ring touches the marker.
  private func places(for request: Request) -> [Place] {
    [0.0, 11, 24, 40, 58, 80, 106].flatMap { extra in
      let reach = request.radius + 3 + extra
      let diagonal = reach * 0.75
      let (w, h) = (request.width, request.height)
      let right = [reach, diagonal, diagonal]
      let above = [-h / 2, -diagonal - h, diagonal]
      var corners: [(dx: Double, dy: Double)] = []
      for (dx, dy) in zip(right, above) { corners += [(dx, dy), (-dx - w, dy)] }
      corners += [(-w / 2, -reach - h), (-w / 2, reach)]
      return corners.map { corner in
        Place(
          frame: PixelRect(
            x: request.anchor.x + corner.dx, y: request.anchor.y + corner.dy, width: w, height: h),
          needsLeader: extra > 0)
      }
    }
  }

  private func fixedCost(of place: Place, for request: Request) -> Double {
    let covered = crowd.reduce(0) { $0 + ($1.overlap(place.frame) > 0 ? 60.0 : 0) }
    let crossed = segments.reduce(0) {
      $0 + (place.frame.isCrossed(from: $1.0, to: $1.1) ? 14.0 : 0)
    }
    guard place.needsLeader else { return covered + crossed }
    let end = place.frame.nearest(to: request.anchor)
    let hit = (taken + crowd).filter { marker in
      !marker.contains(request.anchor) && marker.isCrossed(from: request.anchor, to: end)
    }
    return covered + crossed + 25 * Double(hit.count)
  }

  private static func crowding(
    _ place: Place, anchor: PixelPoint, _ others: [PixelRect]
  ) -> Double {
    others.reduce(0) { cost, other in
      let overlap = other.insetBy(-gap).overlap(place.frame)
      let leaderHits =
        place.needsLeader && other.isCrossed(from: anchor, to: place.frame.nearest(to: anchor))
      return cost + (overlap > 0 ? 1000 + overlap : 0) + (leaderHits ? 150 : 0)
    }
  }

  /// Drops later labels that still cover earlier ones.
  private static func withoutOverlaps(_ places: [Place?]) -> [Place?] {
    var kept: [PixelRect] = []
    return places.map { place in
      guard let place, !kept.contains(where: { $0.insetBy(-gap).overlap(place.frame) > 0 }) else {
        return nil
      }
      kept.append(place.frame)
      return place
    }
  }
}
