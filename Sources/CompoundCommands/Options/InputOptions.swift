import ArgumentParser
import Interchange
package import ONNX

/// `--input`, the shapes of what an ONNX file leaves open.
struct InputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Shape of an ONNX file's input where the file leaves it open: 1x3x224x224, or NAME:1x3x224x224 \
      of one among several. (default: a batch of 1, the file's sizes)
      """, valueName: "shape"))
  var input: [InputShape] = []

  /// Refuses the option for a model that has sizes of its own.
  func refuse(for model: String) throws {
    guard input.isEmpty else {
      throw InputError("--input is for ONNX files; of '\(model)', --resolution sets the input")
    }
  }
}

extension InputShape: ExpressibleByArgument {
  /// Reads `1x3x224x224` or `NAME:1x3x224x224`.
  package init?(argument: String) { self.init(argument) }
}
