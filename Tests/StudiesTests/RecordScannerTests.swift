import CostModel
import Foundation
import Testing

@testable import Studies

private func scanned(_ line: String) -> TrialRecord? {
  Array(line.utf8).withUnsafeBytes { RecordScanner.trial(in: $0) }
}

@Suite struct RecordScannerTests {
  /// What the encoder writes, the scanner reads as the decoder does, to the last bit.
  @Test func readsWhatJournalsWrite() throws {
    for number in 0..<200 {
      var record = TrialRecord(
        trial: number, status: TrialStatus.allCases[number % TrialStatus.allCases.count],
        candidate: "13 blocks, width 0.\(number), 48 pixels, rate × 2")
      record.epochs = number % 3 == 0 ? nil : number
      record.seed = number % 3 == 0 ? nil : UInt64.max - UInt64(number)
      record.score = Double(number) / 199
      record.loss = 1.5e-7 * Double(number * number)
      record.seconds = 1e21 * Double(number + 1)
      record.values = ["alpha": -1.0 / Double(number + 1), "größe": Double(number)]
      record.measures = number % 2 == 0 ? [:] : ["a": 5e-324]
      record.choices = number % 5 == 0 ? nil : Array(0..<(number % 7))
      record.costs = Figures(multiplyAdds: number << 40, parameters: number, activations: 0)
      record.cause = number % 4 == 0 ? "no result" : nil
      record.curve =
        number % 9 == 0
        ? nil
        : (0..<number % 9).map { CurvePoint(epoch: Double($0) / 2, score: 1 / Double($0 + 3)) }
      record.of = number % 6 == 0 ? number / 2 : nil
      record.refusedBefore = number % 8 == 0 ? 3 : nil
      let line = try StudyRecord.trial(record).line().dropLast()
      #expect(scanned(String(decoding: line, as: UTF8.self)) == record)
      #expect(try StudyRecord(line: line) == .trial(record))
    }
  }

  /// What is unusual is left to the decoder: right or wrong, it decides.
  @Test(arguments: [
    "", "{", "{}", "[]", #"{"record":"study","version":1}"#,
    #"{"record":"trial","trial":1,"status":"finished","candidate":"a","values":{}}"#,
    #"{"record":"trial","trial":01,"status":"finished","candidate":"a","values":{},"measures":{}}"#,
    #"{"record":"trial","trial":1.5,"status":"finished","candidate":"a","values":{},"measures":{}}"#,
    #"{"record":"trial","trial":1,"status":"lost","candidate":"a","values":{},"measures":{}}"#,
    #"{"record":"trial","trial":1,"status":"finished","candidate":"a\n","values":{},"measures":{}}"#,
    #"{"record":"trial","trial":1,"status":"finished","candidate":"a","values":{"x":"NaN"},"measures":{}}"#,
    #"{"record":"trial","trial":1,"status":"finished","candidate":"a","values":{},"measures":{}} "#,
    #"{"record":"trial","trial":1,"trial":2,"status":"finished","candidate":"a","values":{},"measures":{}}"#,
    #"{"record":"trial","trial":99999999999999999999,"status":"finished","candidate":"a","values":{},"measures":{}}"#,
    #"{"record":"trial","trial":1,"status":"finished","candidate":"a","values":{"x":1-2},"measures":{}}"#,
    #"{"record":"trial","trial":1,"status":"finished","candidate":"a","values":{},"measures":{},"new":1}"#,
  ]) func leavesTheRest(_ line: String) {
    #expect(scanned(line) == nil)
  }

  /// Numbers that JSON has and others: the scanner reads none that the decoder refuses, or reads otherwise.
  ///
  /// The first was found by fuzzing.
  @Test(arguments: [
    "043992", "00", "-01", "0", "-0", "0.0", "-0.5", "1.", "1.e5", ".5", "-.5", "+1", "1e5", "1e+5",
    "1e-5", "1e", "1e+", "1e5.5", "1-2", "--1", "-", "1e400", "-1e400", "1e-400", "5e-324",
    "0.1000000000000000055511151231257827", "123456789012345678901234567890", "1E5", "0x10", "1_0",
    "nan", "inf", "1e5e5", "1..2", "0e0", "0e5",
  ]) func numbersAreThoseOfTheDecoder(_ number: String) {
    let line =
      #"{"record":"trial","trial":1,"status":"finished","candidate":"a","accuracy":\#(number),"#
      + #""values":{},"measures":{}}"#
    guard let found = scanned(line) else { return }
    #expect((try? StudyRecord(line: Data(line.utf8))) == .trial(found))
  }

  /// And it does read those that journals have.
  @Test(arguments: ["0", "-0.5", "1e-05", "1.5e+300", "5e-324", "12", "0.25"])
  func numbersOfJournalsAreScanned(_ number: String) {
    let line =
      #"{"record":"trial","trial":1,"status":"finished","candidate":"a","accuracy":\#(number),"#
      + #""values":{},"measures":{}}"#
    #expect(scanned(line)?.score == Double(number))
  }
}
