import ArgumentParser
import Files
import Interchange

/// Where a training's weights come from and where they go.
struct WeightOptions: ParsableArguments {
  @Option(
    help: """
      Start from these weights: a checkpoint, or a safetensors file (of one in parts, its .index.json) \
      with torchvision's, timm's or our names. The classifier begins afresh where its classes are \
      others; with --input-channels a stem for three channels is made into one for those.
      """,
    completion: .file())
  var from: String?

  @Flag(help: "With --from: begin with a new classifier in any case.")
  var newHead = false

  @Option(help: "Write the weights to this safetensors file at the end.", completion: .file())
  var save: String?

  @Option(
    help: """
      Whose names the weights have, and whose padding and normalisation the network: compound, \
      torchvision, timm, timm-tf for timm's tf_ models, or efficientnet-pytorch. (default: what --from has, else compound)
      """)
  var naming: WeightNaming?

  @Option(
    help: "Keep the whole state in this file after each validation and when interrupted.",
    completion: .file())
  var checkpoint: String?

  @Option(
    help: """
      Go on from this checkpoint, as if the training had never stopped; the other options are those \
      that it was begun with.
      """,
    completion: .file())
  var resume: String?

  /// The file that holds the state; a training that goes on keeps its own up to date.
  var checkpointToWrite: String? { checkpoint ?? resume }

  func validate() throws {
    if from == nil, newHead {
      throw ValidationError("--new-head needs --from, the weights to start from")
    }
    if let resume, checkpoint == nil, FileKind(of: resume) == .other {
      throw ValidationError(
        "--resume \(resume): a stream cannot be kept up to date; add --checkpoint FILE")
    }
    if let checkpoint, checkpoint != resume, FileKind(of: checkpoint) == .file {
      throw ValidationError(
        "--checkpoint \(checkpoint): the file exists; --resume \(checkpoint) goes on with it, or "
          + "remove it to begin afresh")
    }
  }
}
