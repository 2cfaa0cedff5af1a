import ArgumentParser
import Architectures

/// What of a model's sizes is no resolution, for commands whose own option has that name.
struct ChannelOptions: ParsableArguments {
  @Option(help: "Channels of the input images. (default: the data's, else the model's)")
  var inputChannels: Int?

  @Option(help: "Outputs of the classifier. (default: the data's, else the model's)")
  var classes: Int?

  /// What is asked of a model.
  var requested: RequestedSizes {
    RequestedSizes(inputChannels: inputChannels, classes: classes)
  }
}
