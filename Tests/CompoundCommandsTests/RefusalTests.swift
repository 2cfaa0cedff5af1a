import Foundation
import Testing

/// Bad input: what is said, and with which exit status.
@Suite struct RefusalTests {
  @Test func names() async throws {
    try await expect(
      "refused-names",
      """
      summary efficentnet-b1
      summary nonsense
      summary resnet-50@0
      summary efficientnet-b0 --device nvidia-t5
      summary efficientnet-b0 --convention fvcor
      summary efficientnet-b0 --by stages
      summary efficientnet-b0 --format yaml
      summary efficientnet-b0 --rounding torch
      tables
      audit table9
      chart figure7
      study lists
      """)
  }

  @Test func values() async throws {
    try await expect(
      "refused-values",
      """
      summary
      summary efficientnet-b0 --width 0
      summary efficientnet-b0 --batch 0
      summary efficientnet-b0 --resolution 99999999
      summary densenet-121 --width 2
      sweep densenet-121
      sweep densenet-121 --scaling depth
      sweep densenet-121 --scaling d=1.4,r=1.3
      sweep inception-v3 --scaling r=0.2
      fit-budget densenet-121 --flops 2B --scaling width
      fit-budget densenet-121 --flops 2B --depth 1,2
      fit-budget densenet-121 --flops 2B --scaling r=2
      fit-budget densenet-121 --flops 2B --scaling resolution --resolution 160,224
      fit-budget densenet-121 --flops 2B --resolution 160
      fit-budget efficientnet-b0 --flops 2B --resolution 0.5
      fit-budget efficientnet-b0 mobilenet-v2 --flops 2B --output x.yaml
      sweep efficientnet-b0 --phi 3...1
      sweep efficientnet-b0 --flops 2B
      sweep efficientnet-b0 --scaling sideways
      fit-budget efficientnet-b0
      fit-budget efficientnet-b0 --latency 20ms
      fit-budget efficientnet-b0 --flops 2Q
      fit-budget efficientnet-b0 --flops 1K
      count mobilenet-v3-large --strict --convention fvcore
      export efficientnet-b0 --output x.pt
      export efficientnet-b0 --output x.onnx --opset 10
      export efficientnet-b0 --output x.py --fp16
      table --names resnet-50
      table --beside resnet-50
      table --top1 resnet-50=3
      table resnet-50 --top1 resnet-18=70
      table Inputs/small.yaml --top5 Inputs/small.yaml=70
      table resnet-50 --top1 resnet-50=0.7
      table resnet-50 --beside Inputs/small.yaml
      table efficientnet-b3..b0
      table resnet-50 --input 1x3x9x9
      compare efficientnet-b0..b9
      chart figure3 --with resnet-50
      chart figure1 --with Inputs/small.yaml
      chart figure1 --top1 resnet-50=70
      train resnet-18 --augmentation spin
      train resnet-18 --learning-rate 0 --momentum 2
      train resnet-18 --optimizer adamw --momentum 0.9
      train resnet-18 --trained-part head
      train resnet-18 --threads 0
      predict resnet-18 --data shapes
      space Inputs/search.yaml --sample 0
      latency
      latency efficientnet-b0 --runs 0
      latency vit-b-16
      latency efficientnet-b0 --import Inputs/times.csv
      latency efficientnet-b0 --device nvidia-t5
      audit table2 --measure
      """)
  }

  @Test func files() async throws {
    try await withTemporaryFolder { folder in
      try await expect(
        "refused-files",
        """
        summary FOLDER/missing.yaml
        summary Inputs/bad-key.yaml
        summary Inputs/bad-stage.yaml
        summary Inputs/bad-yaml.yaml
        summary Inputs/board.yaml
        architecture efficientnet-b0 --output FOLDER/none/x.yaml
        export mobilenet-v1 --output FOLDER/none/x.onnx
        export mobilenet-v1 --output FOLDER
        train resnet-18 --data FOLDER/nowhere
        search Inputs/small.yaml
        search Inputs/misspelt.yaml
        study list FOLDER/nowhere
        study show FOLDER
        space FOLDER/missing.yaml
        latency --import FOLDER/missing.csv
        latency --import Inputs/small.yaml
        latency --import Inputs/bad-times.csv
        """, places: [(folder, "FOLDER")])
    }
  }

  /// ONNX files where they mean nothing, and what they leave open; files of other programs.
  @Test func modelsOfOthers() async throws {
    try await withTemporaryFolder { folder in
      let archive = Array("PK\u{3}\u{4}".utf8) + Array(repeating: 0, count: 60)
      try Data(archive).write(to: URL(fileURLWithPath: "\(folder)/best.pth"))
      try Data([0, 0, 0, 0] + Array("TFL3".utf8)).write(
        to: URL(fileURLWithPath: "\(folder)/model.tflite"))
      try Data([0x08, 0x08, 0x3A, 0x7F]).write(to: URL(fileURLWithPath: "\(folder)/cut.onnx"))
      try await expect(
        "refused-models",
        """
        summary Inputs/open.onnx
        summary Inputs/open.onnx --input 1x4x9x9
        summary Inputs/open.onnx --input 224
        summary Inputs/function.onnx --width 2
        summary Inputs/function.onnx --memory
        summary Inputs/function.onnx --depth 1.5
        summary efficientnet-b0 --input 1x3x9x9
        count Inputs/data.onnx --strict
        count Inputs/function.onnx --convention fvcore
        compare efficientnet-b0 Inputs/function.onnx --resolution 9
        rounding Inputs/function.onnx
        predict Inputs/data.onnx --data shapes
        predict Inputs/small.yaml --data shapes
        export Inputs/open.onnx --input 1x3x9x9 --output FOLDER/again.onnx --width 2
        summary FOLDER/cut.onnx
        summary FOLDER/missing.onnx
        summary FOLDER/best.pth
        count FOLDER/model.tflite
        predict resnet-18 --weights FOLDER/best.pth --data shapes
        """, places: [(folder, "FOLDER")])
    }
  }

  private func expect(
    _ name: String, _ commands: String, places: [(place: String, name: String)] = []
  ) async throws {
    var transcript = try Transcript(places: places)
    for command in commands.split(separator: "\n") { await transcript.run(String(command)) }
    try transcript.expect(name)
  }
}
