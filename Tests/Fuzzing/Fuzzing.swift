import Foundation

/// Gives libFuzzer's inputs to the reader that `FUZZED_READER` names.
///
/// libFuzzer has the program's `main`. An error is what a damaged file should come to; a trap, an
/// out-of-bounds access, two answers that contradict each other, too much memory or too long a time is a
/// finding.
private let reader: FuzzedReader = {
  let name = ProcessInfo.processInfo.environment["FUZZED_READER"] ?? ""
  guard let reader = FuzzedReader(rawValue: name) else {
    let known = FuzzedReader.allCases.map(\.rawValue).joined(separator: ", ")
    fatalError("FUZZED_READER is '\(name)'; expected one of \(known)")
  }
  return reader
}()

/// With the sanitizers' work among them, and that of all threads.
private let mostSeconds = 5.0

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard MemoryWatch.isInstalled else { fatalError("the sanitizer takes no hooks") }
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  let before = MemoryWatch.start()
  let start = clock()
  do {
    try reader.read(bytes)
  } catch {
    // The words of an error are made of the input, too.
    _ = "\(error)".utf8.count
  }
  // The processor's time: on a busy machine an input may wait for minutes.
  let seconds = Double(clock() - start) / Double(CLOCKS_PER_SEC)
  guard seconds <= mostSeconds else {
    fatalError("\(seconds) s for \(count) bytes; at most \(mostSeconds)")
  }
  let taken = MemoryWatch.most - before
  guard taken <= reader.memoryBound(of: count) else {
    fatalError(
      "\(taken) bytes of memory for \(count) of input; at most \(reader.memoryBound(of: count))")
  }
  return 0
}
