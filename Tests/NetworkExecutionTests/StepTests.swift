import Testing

@testable import NetworkExecution

@Suite struct PartitionTests {
  /// Parts cover everything once, in order, whatever the numbers.
  @Test(arguments: [1, 2, 7, 64, 1000], [1, 2, 3, 8, 32])
  func covers(total: Int, parts: Int) {
    let partition = Partition(total, parts: parts)
    let ranges = (0..<partition.parts).map { partition.range($0) }
    #expect(ranges.flatMap(Array.init) == Array(0..<total))
    #expect(ranges.allSatisfy { !$0.isEmpty })
  }
}
