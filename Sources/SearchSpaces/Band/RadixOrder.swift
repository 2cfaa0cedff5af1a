/// The positions of `keys` in ascending order of key; equal keys keep their order.
///
/// Sorts by eleven bits at a time, the lowest first: linear in the number of keys, where comparing
/// millions of sums would take most of the time of counting a space.
///
/// - Parameters:
///   - keys: numbers whose differences fit into `Int`.
///   - initial: the order that equal keys keep; nil for that of `keys`.
/// - Returns: Positions in `keys`, each once.
/// - Precondition: there are fewer than 2^31 keys.
func radixOrder(_ keys: [Int], within initial: [Int32]? = nil) -> [Int32] {
  guard let least = keys.min(), let most = keys.max() else { return [] }
  precondition(keys.count < Int(Int32.max), "positions of 31 bits")
  let span = UInt64(most - least)
  var items = (initial ?? Array(0..<Int32(keys.count))).map {
    RadixItem(key: UInt64(keys[Int($0)] - least), position: $0)
  }
  var sorted = items
  var shift: UInt64 = 0
  while shift < 64, span >> shift > 0 {
    distribute(items, by: shift, into: &sorted)
    swap(&items, &sorted)
    shift += 11
  }
  return items.map(\.position)
}

private struct RadixItem {
  let key: UInt64
  let position: Int32
}

private func distribute(_ items: [RadixItem], by shift: UInt64, into sorted: inout [RadixItem]) {
  var places = [Int](repeating: 0, count: 2048)
  for item in items { places[Int((item.key >> shift) & 2047)] += 1 }
  var place = 0
  for digit in places.indices { (places[digit], place) = (place, place + places[digit]) }
  sorted.withUnsafeMutableBufferPointer { sorted in
    places.withUnsafeMutableBufferPointer { places in
      for item in items {
        let digit = Int((item.key >> shift) & 2047)
        sorted[places[digit]] = item
        places[digit] += 1
      }
    }
  }
}
