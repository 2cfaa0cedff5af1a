import ArgumentParser
import Architectures

/// Options for the sizes of a model's input and output; what is not given stays as the architecture
/// file, or the zoo's entry, says.
struct SizeOptions: ParsableArguments {
  @Option(help: "Height and width of the input in pixels.")
  var resolution: Int?

  @OptionGroup var channels: ChannelOptions

  /// What is asked of a model.
  var requested: RequestedSizes {
    var sizes = channels.requested
    sizes.resolution = resolution
    return sizes
  }
}
