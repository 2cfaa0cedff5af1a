import Foundation

@testable import TrainingData

/// Readers of compressed files.
enum FuzzedCompression {
  /// More output is not compared: what is fuzzed is decoding, not copying.
  private static let limit = 1 << 16

  static func deflate(_ bytes: [UInt8]) throws {
    let theirs = ZLib.inflate(bytes, limit: limit)
    var ours: [UInt8]?
    var refusal: (any Error)?
    do {
      ours = try bytes.withUnsafeBytes { input in
        var stream = Inflate(input, from: 0, file: "fuzzed", expecting: 0)
        guard try stream.run(limit: limit + 1), stream.outputCount <= limit else { return nil }
        return stream.takeOutput()
      }
    } catch { refusal = error }
    // zlib refuses some incomplete codes that stand for nothing.
    if let theirs { requireEqual(ours, theirs, "other bytes than zlib's") }
    if let refusal { throw refusal }
  }

  static func gzip(_ bytes: [UInt8]) throws {
    var bytes = bytes
    if bytes.count & 1 == 0 { bytes = withTrailer(bytes) }
    let reader = Gzip(file: "fuzzed")
    let contents = try reader.decompress(bytes, limit: limit)
    let few = contents.count / 2
    requireEqual(try? reader.prefix(few, of: bytes), Array(contents.prefix(few)), "a prefix")
    guard (try? reader.decompress(bytes, limit: contents.count - 1)) == nil || contents.isEmpty
    else { fatalError("more than the limit") }
  }

  /// A file with a plain header, its stream, and the checksum that goes with it.
  private static func withTrailer(_ bytes: [UInt8]) -> [UInt8] {
    let stream = Array(bytes.dropFirst(10))
    guard let contents = ZLib.inflate(stream, limit: limit), let used = ZLib.used(stream) else {
      return bytes
    }
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255] + stream.prefix(used)
      + Checksums.gzipTrailer(contents)
  }
}

/// The system's zlib, as what another program makes of a stream.
private enum ZLib {
  private typealias Start =
    @convention(c) (UnsafeMutableRawPointer, CInt, UnsafePointer<CChar>, CInt)
    -> CInt
  private typealias Step = @convention(c) (UnsafeMutableRawPointer, CInt) -> CInt
  private typealias End = @convention(c) (UnsafeMutableRawPointer) -> CInt

  private nonisolated(unsafe) static let library: UnsafeMutableRawPointer? = {
    let found = dlopen("libz.so.1", RTLD_NOW)
    if found == nil { print("libz.so.1 is not here: streams are not compared") }
    return found
  }()

  private static func function<Function>(_ name: String, _ type: Function.Type) -> Function? {
    library.flatMap { dlsym($0, name) }.map { unsafeBitCast($0, to: type) }
  }

  /// What a raw stream holds; nil where it is refused, cut off, or holds more than `limit`.
  static func inflate(_ bytes: [UInt8], limit: Int) -> [UInt8]? {
    run(bytes, limit: limit)?.output
  }

  /// How many bytes the stream takes.
  static func used(_ bytes: [UInt8]) -> Int? { run(bytes, limit: 1 << 16)?.used }

  private static func run(_ bytes: [UInt8], limit: Int) -> (output: [UInt8], used: Int)? {
    guard let start = function("inflateInit2_", Start.self),
      let step = function("inflate", Step.self), let end = function("inflateEnd", End.self)
    else { return nil }
    // z_stream: next_in, avail_in, total_in, next_out, avail_out, total_out, …; 112 bytes in all.
    let stream = UnsafeMutableRawPointer.allocate(byteCount: 112, alignment: 8)
    defer { stream.deallocate() }
    stream.initializeMemory(as: UInt8.self, repeating: 0, count: 112)
    guard start(stream, -15, "1", 112) == 0 else { return nil }
    defer { _ = end(stream) }
    var input = bytes
    var output = [UInt8](repeating: 0, count: limit)
    let code = input.withUnsafeMutableBytes { input in
      output.withUnsafeMutableBytes { output in
        stream.storeBytes(of: input.baseAddress, as: UnsafeMutableRawPointer?.self)
        stream.storeBytes(of: UInt32(input.count), toByteOffset: 8, as: UInt32.self)
        stream.storeBytes(
          of: output.baseAddress, toByteOffset: 24, as: UnsafeMutableRawPointer?.self)
        stream.storeBytes(of: UInt32(output.count), toByteOffset: 32, as: UInt32.self)
        return step(stream, 4)
      }
    }
    // 1: the stream has ended.
    guard code == 1 else { return nil }
    let count = stream.load(fromByteOffset: 40, as: Int.self)
    return (Array(output[..<count]), stream.load(fromByteOffset: 16, as: Int.self))
  }
}
