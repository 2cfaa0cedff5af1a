import Foundation

/// What this machine's processor is called.
enum ProcessorName {
  /// The manufacturer's name, `AMD EPYC 9R14`; the host's where the system tells none.
  static let current: String = {
    #if canImport(Darwin)
      var length = 0
      if sysctlbyname("machdep.cpu.brand_string", nil, &length, nil, 0) == 0 {
        var text = [UInt8](repeating: 0, count: length)
        if sysctlbyname("machdep.cpu.brand_string", &text, &length, nil, 0) == 0 {
          return String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
        }
      }
    #else
      if let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8),
        let line = text.split(separator: "\n").first(where: { $0.hasPrefix("model name") }),
        let name = line.split(separator: ":", maxSplits: 1).last
      {
        return name.trimmingCharacters(in: .whitespaces)
      }
    #endif
    return ProcessInfo.processInfo.hostName
  }()
}
