import ArgumentParser
import Architectures
import Networks

/// Options for the sizes of a model's input and output; what is not given stays as the architecture
/// file, or the zoo's entry, says.
struct SizeOptions: ParsableArguments {
  @Option(
    help: """
      Pixels of the input: 224, or height and width as 224x160. (default: the model's)
      """)
  var resolution: Resolution?

  @OptionGroup var channels: ChannelOptions

  /// The names of the options that are given.
  var given: [String] {
    [
      (resolution != nil, "--resolution"), (channels.inputChannels != nil, "--input-channels"),
      (channels.classes != nil, "--classes"),
    ].filter(\.0).map(\.1)
  }

  /// What is asked of a model.
  var requested: RequestedSizes {
    var sizes = channels.requested
    sizes.resolution = resolution
    return sizes
  }
}
