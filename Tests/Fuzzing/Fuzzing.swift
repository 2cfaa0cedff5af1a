import Foundation

/// Gives libFuzzer's inputs to the reader that `FUZZED_READER` names.
///
/// libFuzzer has the program's `main`. An error is what a damaged file should come to; a trap, an
/// out-of-bounds access, too much memory or too long a time is a finding.
private let reader: FuzzedReader = {
  let name = ProcessInfo.processInfo.environment["FUZZED_READER"] ?? ""
  guard let reader = FuzzedReader(rawValue: name) else {
    let known = FuzzedReader.allCases.map(\.rawValue).joined(separator: ", ")
    fatalError("FUZZED_READER is '\(name)'; expected one of \(known)")
  }
  return reader
}()

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: data, count: count))
  do {
    try reader.read(bytes)
  } catch {}
  return 0
}
