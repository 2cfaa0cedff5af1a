import Foundation
import Studies

/// Slurm through its own commands; their text formats have stayed the same for longer than its JSON.
struct Slurm: Scheduler {
  /// What the user adds to `sbatch`, as a shell reads it: `-p gpu --gres=gpu:1`.
  let options: String

  /// What the commands are looked up with; tests put theirs first.
  let environment: [String: String]

  init(options: String = "", environment: [String: String] = ProcessInfo.processInfo.environment) {
    self.options = options
    self.environment = environment
  }

  /// Seconds after which a command counts as not answering.
  private static let patience = 60.0

  /// Whether the commands are there.
  var isInstalled: Bool {
    run(
      "command -v sbatch >/dev/null && command -v squeue >/dev/null && command -v scancel >/dev/null"
    )
    .status == 0
  }

  func mostTasks() -> Int {
    let found = run("scontrol show config").output.split(separator: "\n").first {
      $0.hasPrefix("MaxArraySize")
    }
    let size = found?.split(separator: "=").last.flatMap {
      Int($0.trimmingCharacters(in: .whitespaces))
    }
    // The number itself is the first index that is refused.
    return max(1, (size ?? 1001) - 1)
  }

  func submit(
    script: String, job: String, tasks: Int, sideBySide: Int, log: String
  ) throws(SchedulerRefusal) {
    let ended = run(
      submission(script: script, job: job, tasks: tasks, sideBySide: sideBySide, log: log))
    guard ended.status == 0 else {
      throw SchedulerRefusal(
        reason: ended.complaint.isEmpty ? "sbatch ended with \(ended.status)" : ended.complaint,
        isFinal: Self.isFinal(ended.complaint))
    }
  }

  /// Whether sbatch's words are about what was asked for, and not about when or how much.
  ///
  /// The size of an array is invalid where it is too large: fewer tasks may do.
  static func isFinal(_ complaint: String) -> Bool {
    let words = complaint.lowercased()
    return !words.contains("array")
      && ["invalid", "unrecognized", "not permitted"].contains(where: words.contains)
  }

  /// The command that submits an array job.
  func submission(
    script: String, job: String, tasks: Int, sideBySide: Int, log: String
  ) -> String {
    let fixed = [
      "--parsable", "--requeue", "--open-mode=append", "--array=0-\(tasks - 1)%\(sideBySide)",
      "--job-name=\(job)", "--output=\(log)", "--error=\(log)",
    ].map(ShellWord.quoted)
    return (["sbatch"] + fixed + [options, ShellWord.quoted(script)]).filter { !$0.isEmpty }
      .joined(separator: " ")
  }

  func queue() -> [QueuedTask]? {
    let ended = run("squeue -h -r --me -o '%i|%j|%K|%t|%r'")
    guard ended.status == 0 else { return nil }
    return ended.output.split(separator: "\n").compactMap(QueuedTask.init)
  }

  func cancel(_ identifiers: [String]) {
    guard !identifiers.isEmpty else { return }
    _ = run("scancel \(identifiers.map(ShellWord.quoted).joined(separator: " "))")
  }

  func cancel(jobs: [String]) {
    for job in jobs { _ = run("scancel --me --name=\(ShellWord.quoted(job))") }
  }

  private struct Ended {
    let status: Int32
    let output: String
    /// The last line of what it complained of.
    let complaint: String
  }

  private func run(_ command: String) -> Ended {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    let (output, complaints) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = complaints
    do {
      try process.run()
    } catch {
      return Ended(status: 127, output: "", complaint: "\(error)")
    }
    let watch = DispatchWorkItem { process.terminate() }
    DispatchQueue.global().asyncAfter(deadline: .now() + Self.patience, execute: watch)
    // What a command says of its troubles is little, and fits a pipe while the answer is read.
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let complaint = String(
      decoding: complaints.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    watch.cancel()
    return Ended(
      status: process.terminationReason == .exit ? process.terminationStatus : 128, output: text,
      complaint: complaint.split(separator: "\n").last.map(String.init) ?? "")
  }
}
