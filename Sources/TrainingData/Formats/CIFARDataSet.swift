/// Finds and reads CIFAR-10 and CIFAR-100 in their binary versions, from a folder or an archive.
///
/// A file is a run of records: one label byte (CIFAR-10) or a coarse and a fine one (CIFAR-100), then
/// 1,024 red, 1,024 green and 1,024 blue bytes of a 32×32 image, row by row.
/// Source: cs.toronto.edu/~kriz/cifar.html.
struct CIFARDataSet {
  /// One of the files: its name, how messages call it, and its contents, read when wanted.
  struct File {
    let name: String
    let label: String
    let read: () throws(TrainingDataError) -> ArraySlice<UInt8>
  }

  /// What ``init(name:files:)`` looks for, for messages.
  static let expectation =
    "CIFAR-10 (data_batch_*.bin, test_batch.bin) or CIFAR-100 (train.bin, test.bin) in the binary "
    + "version, in the folder, in its cifar-10-batches-bin or cifar-100-binary, or in a .tar or "
    + ".tar.gz"

  private static let size = ImageSize(square: 32)
  private static let channels = 3

  private let name: String
  private let training: [File]
  private let test: File
  private let classNames: File?
  private let isCIFAR100: Bool

  /// Tells which files belong to the same data set as the file of that name; `nil` where its name is
  /// not one of CIFAR's.
  static func kin(of name: String) -> ((String) -> Bool)? {
    func isOfTen(_ name: String) -> Bool {
      isBatch(name) || ["test_batch.bin", "batches.meta.txt"].contains(name)
    }
    func isOfHundred(_ name: String) -> Bool {
      ["train.bin", "test.bin", "fine_label_names.txt"].contains(name)
    }
    guard name.hasSuffix(".bin") else { return nil }
    if isOfTen(name) { return isOfTen }
    return isOfHundred(name) ? isOfHundred : nil
  }

  private static func isBatch(_ name: String) -> Bool {
    name.hasPrefix("data_batch_") && name.hasSuffix(".bin")
  }

  /// The data set among these files, or `nil` where there is none.
  init?(name: String, files: [File]) throws(TrainingDataError) {
    func file(_ wanted: String) -> File? { files.first { $0.name == wanted } }
    let batches = files.filter { Self.isBatch($0.name) }
    self.name = name
    if !batches.isEmpty {
      training = batches.sorted { ($0.name.count, $0.name) < ($1.name.count, $1.name) }
      test = try Self.heldOut(file("test_batch.bin"), "test_batch.bin", of: batches[0])
      classNames = file("batches.meta.txt")
      isCIFAR100 = false
    } else if let train = file("train.bin") {
      training = [train]
      test = try Self.heldOut(file("test.bin"), "test.bin", of: train)
      classNames = file("fine_label_names.txt")
      isCIFAR100 = true
    } else {
      return nil
    }
  }

  private static func heldOut(
    _ file: File?, _ name: String, of train: File
  ) throws(TrainingDataError) -> File {
    guard let file else {
      throw TrainingDataError(
        .unknownFormat, file: train.label, "there is no \(name) with the held-out images beside it")
    }
    return file
  }

  /// Reads all files.
  func open() throws(TrainingDataError) -> DataSet {
    let names = try readClassNames()
    var (pixels, labels) = ([UInt8](), [Int]())
    for file in training {
      try read(file, classCount: names.count, pixels: &pixels, labels: &labels)
    }
    let train = ByteImages(
      checked: pixels, size: Self.size, channels: Self.channels, labels: labels)
    (pixels, labels) = ([], [])
    try read(test, classCount: names.count, pixels: &pixels, labels: &labels)
    return try DataSet(
      name: name, classNames: names, normalization: train.normalization, flipPreservesLabels: true,
      training: train,
      validation: ByteImages(
        checked: pixels, size: Self.size, channels: Self.channels, labels: labels))
  }

  /// The names in the names' file, one a line; numbers where there is no such file.
  private func readClassNames() throws(TrainingDataError) -> [String] {
    let expected = isCIFAR100 ? 100 : 10
    guard let classNames else { return (0..<expected).map(String.init) }
    let text = String(decoding: try classNames.read(), as: UTF8.self)
    let names = text.split(whereSeparator: \.isNewline).map(String.init)
    guard names.count == expected else {
      throw TrainingDataError(
        .mismatch, file: classNames.label, "\(names.count) class names; expected \(expected)")
    }
    return names
  }

  /// Appends a file's images, turned from planes to interleaved pixels, and its labels.
  private func read(
    _ file: File, classCount: Int, pixels: inout [UInt8], labels: inout [Int]
  ) throws(TrainingDataError) {
    let bytes = try file.read()
    let labelLength = isCIFAR100 ? 2 : 1
    let area = Self.size.area
    let recordLength = labelLength + Self.channels * area
    let count = bytes.count / recordLength
    guard count > 0 && count * recordLength == bytes.count else {
      throw TrainingDataError(
        .truncated, file: file.label, offset: count * recordLength,
        "\(bytes.count) bytes are no whole number of records of \(recordLength) bytes; "
          + "\(bytes.count - count * recordLength) are left over")
    }
    pixels.reserveCapacity(pixels.count + count * Self.channels * area)
    for record in 0..<count {
      let start = bytes.startIndex + record * recordLength
      let label = bytes[start + labelLength - 1]
      guard Int(label) < classCount && (!isCIFAR100 || bytes[start] < 20) else {
        throw TrainingDataError(
          .labelOutOfRange, file: file.label, offset: record * recordLength,
          "record \(record) has label \(bytes[start..<start + labelLength].map(Int.init)); "
            + "expected \(isCIFAR100 ? "coarse 0–19 and fine 0–99" : "0–\(classCount - 1)")")
      }
      labels.append(Int(label))
      let first = start + labelLength
      bytes.withUnsafeBufferPointer { bytes in
        let planes = first - start + record * recordLength
        for pixel in 0..<area {
          for channel in 0..<Self.channels {
            pixels.append(bytes[planes + channel * area + pixel])
          }
        }
      }
    }
  }
}
