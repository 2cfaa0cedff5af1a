import CostModel
import Foundation
import Interchange

/// What names a device on the command line: one of the documented devices, or a device file.
enum DeviceSource {
  /// The device of that name, or in the file at that path.
  static func device(_ text: String) throws -> Device {
    text.looksLikePath || FileManager.default.fileExists(atPath: text)
      ? try DeviceFile.read(text) : try Device.named(text)
  }
}
