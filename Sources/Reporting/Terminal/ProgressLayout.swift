/// The lines of a progress bar for a given width.
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
    let parts = [title, percent, progress.count, times] + progress.details
    return parts.map(DisplayWidth.sanitize).filter { !$0.isEmpty }.joined(separator: "  ")
  }

  /// For terminals: the bar, then the details, none wider than `width` columns.
  func lines(width: Int) -> [String] {
    let details = progress.details.map { detail in
      DisplayWidth.truncate(
        "  " + DisplayWidth.sanitize(detail), to: width, ellipsis: usesUnicode ? "…" : "...")
    }
    return [barLine(width: width)] + details
  }

  /// Title, bar, percent, count and times; what fits, the least important parts dropped first.
  private func barLine(width: Int) -> String {
    let count = DisplayWidth.sanitize(progress.count)
    let choices = [
      (title, [percent, count, times]), (title, [percent, count, shortTimes]),
      (title, [percent, shortTimes]), ("", [percent, shortTimes]), ("", [percent]),
    ]
    for (lead, parts) in choices {
      let tail = parts.filter { !$0.isEmpty }.joined(separator: "  ")
      let head = lead.isEmpty ? "" : lead + "  "
      let room = width - DisplayWidth.of(head) - DisplayWidth.of(tail) - 2
      if room >= Self.shortestBar {
        return head + bar(columns: min(room, Self.longestBar)) + "  " + tail
      }
    }
    return DisplayWidth.truncate(percent, to: width, ellipsis: "")
  }

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

  private var times: String {
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
