/// A task of an array job as the scheduler lists it.
struct QueuedTask: Hashable, Sendable {
  /// What the scheduler calls it: `123_4`.
  let identifier: String
  /// What the job is called.
  let job: String
  /// Which of the job's tasks.
  let task: Int
  /// Why it waits, in the scheduler's word.
  let reason: String

  /// Reads a line of `squeue -o '%i|%j|%K|%t|%r'`; nil for another.
  init?(_ line: some StringProtocol) {
    let fields = line.split(separator: "|", omittingEmptySubsequences: false)
    guard fields.count == 5, let task = Int(fields[2]) else { return nil }
    (identifier, job, self.task) = (String(fields[0]), String(fields[1]), task)
    // Of a task that has ended and is still listed, nothing more will come.
    hasEnded = ["CD", "CA", "F", "TO", "NF", "BF", "DL", "OOM", "PR"].contains(String(fields[3]))
    reason = String(fields[4])
  }

  /// Whether it is listed though it has ended.
  let hasEnded: Bool

  /// Whether it waits for what will not happen by itself: somebody holds it, or no node can have it.
  var isStuck: Bool {
    let word = reason.lowercased()
    return word.contains("held") || word.contains("badconstraints")
      || word.contains("dependencyneversatisfied")
  }
}
