public import Architectures
import Files
public import Foundation

/// Scores candidates by running a command for each: the architecture goes in as a file, results come
/// back as JSON lines.
///
/// Each line of `{result}` is an object; `epoch`, `accuracy` (from 0 to 1), `loss` and further numbers
/// are read, and the last line with an `accuracy` is the result. Lines with an `epoch` tell of progress,
/// and with an `accuracy` what has been reached by then, by which a search may end the command early.
/// Where the command goes on from `{checkpoint}`, what it told before still counts. It runs in a
/// process group of its own, so that stopping it stops what it started; what a search that was killed
/// has left running is ended before the first command of the next one starts.
public struct CommandEvaluator: Evaluator {
  private let definition: CommandDefinition
  private let constants: [String: String]
  private let files: @Sendable (EvaluationRequest) throws -> [(name: String, content: Data)]
  private let place: String?
  private let remains = CommandRemains()
  private let slots: DeviceSlots

  /// - Parameters:
  ///   - definition: the command and its limits.
  ///   - suffix: of the architecture's file, such as `yaml`.
  ///   - place: where one of several processes that share a study, perhaps on different machines, keeps
  ///     its files below a training's folder; nil where this one has the study to itself, and ends what
  ///     earlier ones have left running.
  ///   - constants: what the command is told that is the same for all, by name.
  ///   - write: the bytes of that file.
  public init(
    _ definition: CommandDefinition, suffix: String, place: String? = nil,
    constants: [String: String] = [:],
    write: @escaping @Sendable (Architecture) throws -> Data
  ) {
    self.init(definition, place: place, constants: constants) { request in
      [("architecture." + suffix, try write(request.architecture))]
    }
  }

  /// An evaluator whose command finds several files.
  ///
  /// - Parameters:
  ///   - definition: The command and its limits.
  ///   - place: As of the other initialiser.
  ///   - constants: As of the other initialiser.
  ///   - files: The files of a training; the first is what `{architecture}` stands for.
  package init(
    _ definition: CommandDefinition, place: String?, constants: [String: String] = [:],
    files: @escaping @Sendable (EvaluationRequest) throws -> [(name: String, content: Data)]
  ) {
    (self.definition, self.place, self.files) = (definition, place, files)
    self.constants = constants
    slots = DeviceSlots(count: definition.devices ?? 0)
  }

  /// Ends all commands that run in this process, with what they started, for a process that is about to
  /// end without waiting for them.
  public static func killCommands() { CommandProcess.killAll() }

  /// As many as there are devices; without any as many as the caller likes: what a command needs is known
  /// to who wrote it.
  public var capacity: Int { definition.devices ?? .max }

  public func recorded(_ request: EvaluationRequest) { request.removeCheckpoint() }

  public func evaluate(
    _ request: EvaluationRequest, control: EvaluationControl
  ) async throws -> Evaluation {
    let folder = request.folder + (place.map { "/\($0)" } ?? "")
    try makeFolder(folder)
    try request.checkFolder(folder)
    let given = try self.files(request)
    for (name, content) in given { try writeBesideThenRename(content, to: "\(folder)/\(name)") }
    let files = CommandFiles(folder: folder, main: given.first?.name ?? "")
    var attempt = 0
    while true {
      do {
        return try await slots.withDevice { device in
          try await onOwnThread { try run(request, files, device: device, control) }
        }
      } catch let failure as EvaluationFailure {
        guard attempt < definition.retries else { throw failure }
        attempt += 1
      }
    }
  }

  private func run(
    _ request: EvaluationRequest, _ files: CommandFiles, device: String?,
    _ control: EvaluationControl
  ) throws -> Evaluation {
    let isCancelled = { control.isCancelled }
    if place == nil {
      try remains.end(below: Folder.holding(request.folder), isCancelled: isCancelled)
    }
    let lock = try CommandLock.take(in: files.folder, isCancelled: isCancelled)
    defer { withExtendedLifetime(lock) {} }
    let earlier = try files.keepReports(of: request)
    for point in earlier { report(point, to: control) }
    var words = constants.merging(request.values.mapValues { "\($0)" }) { _, own in own }
    words["architecture"] = files.architecture
    words["result"] = files.result
    words["epochs"] = "\(request.epochs)"
    words["seed"] = "\(request.seed)"
    words["checkpoint"] = request.checkpoint
    words["device"] = device
    let process = try CommandProcess(
      Self.filled(definition.command, words.mapValues(ShellWord.quoted)),
      environment: definition.environment.mapValues { Self.filled($0, words) }, log: files.log,
      lock: lock)
    let start = ContinuousClock.now
    var lastLook = start
    while true {
      if let status = process.poll() {
        report(files, to: control)
        return try result(status, files, control)
      }
      if let pruned = control.pruned {
        process.stop()
        return pruned
      }
      if control.isCancelled {
        process.stop()
        throw CancellationError()
      }
      let now = ContinuousClock.now
      if let limit = definition.timeLimit, (now - start).seconds > limit {
        process.stop()
        throw EvaluationFailure(
          cause: "time limit", detail: "stopped after \(limit) seconds\n\(files.logTail)")
      }
      if now - lastLook > .milliseconds(250) {
        lastLook = now
        report(files, to: control)
      }
      usleep(20_000)
    }
  }

  /// A text with each `{name}` replaced, once: a value that has braces of its own, as the path of a folder
  /// may, is not looked through again, which would break its quotes.
  static func filled(_ text: String, _ words: [String: String]) -> String {
    text.replacing(/\{(\w+)\}/) { match in
      words[String(match.output.1)] ?? String(match.output.0)
    }
  }

  /// Tells what the command has written about its progress.
  private func report(_ files: CommandFiles, to control: EvaluationControl) {
    for line in files.reports { report(line, to: control) }
  }

  private func report(_ line: ResultLine, to control: EvaluationControl) {
    if let epoch = line.numbers["epoch"] { control.report(epoch: epoch, score: line.score) }
  }

  private func result(
    _ status: CommandProcess.Status, _ files: CommandFiles, _ control: EvaluationControl
  ) throws -> Evaluation {
    switch status {
    case .exited(0):
      break
    case .exited(let code):
      throw EvaluationFailure(cause: "exit code \(code)", detail: files.logTail)
    case .killed(let signal):
      throw EvaluationFailure(cause: "signal \(signal)", detail: files.logTail)
    }
    let lines: [ResultLine]
    do {
      lines = try ResultLine.read(files.resultText)
    } catch {
      throw EvaluationFailure(
        cause: "unreadable result",
        detail: "\(files.result):\(error.line): \(error.reason)"
          + (files.logTail.isEmpty ? "" : "\n\(files.logTail)"))
    }
    guard let line = lines.last(where: { $0.score != nil }), let score = line.score else {
      throw EvaluationFailure(
        cause: "no result",
        detail: "expected a line such as {\"accuracy\": 0.71} in the result file\n"
          + files.logTail)
    }
    var measures = line.numbers
    for name in ["accuracy", "loss"] { measures[name] = nil }
    return Evaluation(score, loss: line.loss, measures: measures, curve: control.curve)
  }
}

/// The files between a search and a command.
struct CommandFiles {
  let folder: String
  let architecture: String
  let result: String
  let log: String

  init(folder: String, main: String) {
    self.folder = folder
    architecture = folder + "/" + main
    result = folder + "/result.jsonl"
    log = folder + "/output.log"
  }

  /// What the command has written as its result so far.
  var resultText: String { (try? WholeFile.text(of: result)) ?? "" }

  /// The lines that tell of progress.
  ///
  /// A last one may be half written, and a wrong one is told of at the end.
  var reports: [ResultLine] { Self.reports(in: resultText).map(\.line) }

  private static func reports(in text: String) -> [(text: Substring, line: ResultLine)] {
    text.split(whereSeparator: \.isNewline).compactMap { text in
      guard let line = try? ResultLine.read(String(text)).first, line.numbers["epoch"] != nil
      else { return nil }
      return (text, line)
    }
  }

  /// Makes way for a command's results; what earlier ones have told still counts where this one can go
  /// on from their checkpoint.
  ///
  /// Each process that has worked at the training has a file of reports of its own.
  ///
  /// - Parameter request: The training.
  /// - Returns: What was told, in ascending order of epochs.
  /// - Throws: `SearchError` where the folder can't be written.
  func keepReports(of request: EvaluationRequest) throws -> [ResultLine] {
    let earlier = "earlier.jsonl"
    let manager = FileManager.default
    var kept: [Double: (text: Substring, line: ResultLine)] = [:]
    if manager.fileExists(atPath: request.checkpoint) {
      let names = (try? manager.contentsOfDirectory(atPath: request.folder)) ?? []
      let folders = [request.folder] + names.map { "\(request.folder)/\($0)" }
      for path in folders.flatMap({
        ["\($0)/\(earlier)", "\($0)/\((result as NSString).lastPathComponent)"]
      }) {
        for report in Self.reports(in: (try? WholeFile.text(of: path)) ?? "") {
          if let epoch = report.line.numbers["epoch"] { kept[epoch] = report }
        }
      }
    }
    let reports = kept.sorted { $0.key < $1.key }.map(\.value)
    if reports.isEmpty {
      try? manager.removeItem(atPath: "\(folder)/\(earlier)")
    } else {
      let text = reports.map { "\($0.text)\n" }.joined()
      try writeBesideThenRename(Data(text.utf8), to: "\(folder)/\(earlier)")
    }
    try? manager.removeItem(atPath: result)
    return reports.map(\.line)
  }

  /// The last lines that the command wrote, at most 2,000 characters.
  var logTail: String {
    guard let file = try? FileReader(path: log) else { return "" }
    let count = min(2000, file.size)
    let bytes = (try? file.bytes(at: file.size - count, count: count)) ?? []
    return String(decoding: bytes, as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
