import Testing

@testable import ONNX

@Suite struct WireWriterTests {
  private enum Field: Int, WireFieldNumber {
    case first = 1
    case second = 2
    case third = 3
  }

  /// The examples of Protocol Buffers' own description of the encoding.
  @Test func encodesAsDocumented() {
    var message = WireWriter()
    message.add(Field.first, 150)
    #expect(message.bytes == [0x08, 0x96, 0x01])
    message = WireWriter()
    message.add(Field.second, "testing")
    #expect(message.bytes == [0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6E, 0x67])
    var outer = WireWriter()
    var inner = WireWriter()
    inner.add(Field.first, 150)
    outer.add(Field.third, inner)
    #expect(outer.bytes == [0x1A, 0x03, 0x08, 0x96, 0x01])
    message = WireWriter()
    message.add(Field.first, -2)
    #expect(message.bytes == [0x08, 0xFE] + [UInt8](repeating: 0xFF, count: 8) + [0x01])
    message = WireWriter()
    message.add(Field.second, Float(1))
    #expect(message.bytes == [0x15, 0, 0, 0x80, 0x3F])
  }
}
