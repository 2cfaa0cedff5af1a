import CostModel
import Foundation
import ModelZoo
import Networks
import Reporting
import Testing

@Suite struct SummaryTests {
  private func json(_ table: Table) throws -> [String: Any] {
    let data = Data(OutputFormat.json.writer().render(table).utf8)
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test func programsSeeEveryFigure() throws {
    let model = try ModelZoo.model(named: "efficientnet-b0")
    let network = try model.network()
    let figures = try NetworkBreakdown(
      of: network, batch: 2, convention: .pycls, device: .named("nvidia-t4"))
    let object = try json(
      SummaryTable.byStage(
        network, figures: figures, architecture: model.architecture, shown: .all))
    #expect(object["model"] as? String == "efficientnet-b0")
    #expect(object["resolution"] as? Int == 224)
    let total = try #require(object["total"] as? [String: Any])
    #expect(total["parameters"] as? Int == 5_288_548)
    #expect(total["multiplyAdds"] as? Int == 2 * 385_814_752)
    #expect(total["flops"] as? Int == 4 * 385_814_752)
    #expect(total["conventionOperations"] as? Int == 2 * 385_825_092)
    // Normalisation has two parameters a channel; timm's count is in the reference's models.json.
    #expect(total["normalizationParameters"] as? Int == 42_016)
    let stages = try #require(object["stages"] as? [[String: Any]])
    #expect(stages.count == 9)
    for key in [
      "number", "stage", "operator", "inputResolution", "channels", "repeats", "parameters",
      "multiplyAdds", "activations", "flops", "normalizationParameters", "reusedParameters",
      "peakFeatureBytes", "operations", "bytesMoved", "intensity", "conventionOperations",
      "seconds", "bound",
    ] {
      #expect(stages.allSatisfy { $0[key] != nil }, "\(key)")
    }
  }

  @Test func anAuxiliaryHeadIsAStageWithoutArithmetic() throws {
    let network = try ModelZoo.model(named: "inception-v4-with-aux/tf-slim").network()
    let table = SummaryTable.byStage(
      network, figures: try NetworkBreakdown(of: network), architecture: nil, shown: .all)
    let object = try json(table)
    let stages = try #require(object["stages"] as? [[String: Any]])
    let head = try #require(stages.last)
    #expect(head["stage"] as? String == "auxiliary")
    #expect(head["operator"] as? String == "auxiliary, 3 layers with weights")
    #expect(head["parameters"] as? Int == 46_009_106 - 42_649_769)
    for key in ["multiplyAdds", "activations", "operations", "bytesMoved", "peakFeatureBytes"] {
      #expect(head[key] as? Int == 0, "\(key)")
    }
    let total = try #require(object["total"] as? [String: Any])
    #expect(total["auxiliaryParameters"] as? Int == 46_009_106 - 42_649_769)
    for (key, sum) in [("parameters", 46_009_106), ("multiplyAdds", 12_253_976_160)] {
      #expect(total[key] as? Int == sum)
      #expect(stages.reduce(0) { $0 + (($1[key] as? Int) ?? 0) } == sum)
    }
    #expect(table.notes.contains { $0.contains("3,359,337 parameters that inference does") })
  }

  @Test func peopleSeeWhatTheyAskFor() throws {
    let network = try ModelZoo.model(named: "polynet").network()
    let plain = SummaryTable.byLayer(network, figures: try NetworkBreakdown(of: network))
    #expect(plain.columns.map(\.key).suffix(3) == ["parameters", "multiplyAdds", "activations"])
    #expect(plain.notes.contains { $0.contains("Shared weights count once") })
    let memory = SummaryTable.byLayer(
      network, figures: try NetworkBreakdown(of: network), shown: .memory)
    #expect(memory.columns.last?.key == "peakFeatureBytes")
  }
}
