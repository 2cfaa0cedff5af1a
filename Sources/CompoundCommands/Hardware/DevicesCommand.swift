import ArgumentParser
import CostModel
import Interchange
import Reporting

struct DevicesCommand: Command {
  static let configuration = CommandConfiguration(
    commandName: "devices",
    abstract: "Lists the devices whose times can be predicted, with the sources of their figures.")

  @Argument(
    help: "Device files or names; all documented devices where none is named.",
    completion: Completions.device)
  var devices: [String] = []

  @OptionGroup var output: FormatOption

  func run(_ streams: Streams) throws {
    output.print(
      DeviceTables.devices(
        devices.isEmpty ? Device.documented : try devices.map(DeviceFile.device)), to: streams)
  }
}
