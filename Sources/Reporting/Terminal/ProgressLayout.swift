/// The line of a progress bar for a given width.
struct ProgressLayout {
  let title: String
  let progress: Progress
  /// Seconds since the start.
  let elapsed: Double
  /// Seconds still to go, `nil` while unknown.
  let left: Double?
  let usesUnicode: Bool

  /// For files: one line with everything, no control codes.
  var plainLine: String {
    let parts = [title, percent, progress.count, longTimes] + progress.details
    return parts.map(DisplayWidth.sanitize).filter { !$0.isEmpty }.joined(separator: "  ")
  }

  /// For terminals: a line of at most `width` columns, the bar and as many whole parts beside it as
  /// there is room for.
  ///
  /// The time left comes first, then the count, the details in their order, the title, the time
  /// elapsed; what has no room is left out, and nothing is cut.
  func line(width: Int) -> String {
    let count = DisplayWidth.sanitize(progress.count)
    let details = progress.details.map(DisplayWidth.sanitize)
    var room = width - Self.shortestBar - Self.gap - DisplayWidth.of(percent)
    guard room >= 0 else { return DisplayWidth.truncate(percent, to: width, ellipsis: "") }
    func fits(_ text: String, gap: Int = Self.gap) -> Bool {
      guard !text.isEmpty, DisplayWidth.of(text) + gap <= room else { return false }
      room -= DisplayWidth.of(text) + gap
      return true
    }
    let times = fits(shortTimes) ? shortTimes : ""
    let shownCount = fits(count) ? count : ""
    // What is less important never pushes out what is more so, and takes no place that it left.
    var shownDetails: [String] = []
    for detail in details {
      guard fits(detail) else { break }
      shownDetails.append(detail)
    }
    let lead = fits(title) ? title : ""
    let extra = DisplayWidth.of(longTimes) - DisplayWidth.of(times)
    let isLong = !times.isEmpty && extra <= room
    if isLong { room -= extra }
    let bar = bar(columns: min(Self.shortestBar + room, Self.longestBar))
    let parts = [lead, bar, percent, shownCount] + shownDetails + [isLong ? longTimes : times]
    return parts.filter { !$0.isEmpty }.joined(separator: String(repeating: " ", count: Self.gap))
  }

  private static let gap = 2
  private static let shortestBar = 10
  private static let longestBar = 40

  private var fraction: Double {
    progress.fraction.isFinite ? min(max(progress.fraction, 0), 1) : 0
  }

  /// Rounded down, so that 100 % means done.
  private var percent: String {
    let text = "\(Int(fraction * 100)) %"
    return String(repeating: " ", count: 5 - text.count) + text
  }

  private var longTimes: String {
    let elapsed = Self.clock(elapsed)
    return left.map { "\(elapsed) elapsed, \(Self.clock($0)) left" } ?? "\(elapsed) elapsed"
  }

  private var shortTimes: String {
    left.map { "\(Self.clock($0)) left" } ?? Self.clock(elapsed)
  }

  private func bar(columns: Int) -> String {
    guard usesUnicode else {
      let filled = Int(Double(columns - 2) * fraction)
      return "[" + String(repeating: "#", count: filled)
        + String(repeating: ".", count: columns - 2 - filled) + "]"
    }
    let eighths = Int(Double(columns * 8) * fraction)
    let partial = eighths % 8 == 0 ? "" : ["▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8 - 1]
    let filled = String(repeating: "█", count: eighths / 8) + partial
    return filled + String(repeating: "░", count: columns - (eighths + 7) / 8)
  }

  /// Seconds as 0:07, 12:34, 1:02:03 or 3 d 04 h.
  static func clock(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "?" }
    let whole = Int(max(0, seconds).rounded())
    let pad = { (value: Int) in value < 10 ? "0\(value)" : String(value) }
    if whole >= 86_400 { return "\(whole / 86_400) d \(pad(whole % 86_400 / 3600)) h" }
    let minutes = whole >= 3600 ? "\(whole / 3600):\(pad(whole % 3600 / 60))" : "\(whole / 60)"
    return "\(minutes):\(pad(whole % 60))"
  }
}
