/// What the first bytes of an image file say, read without decoding it.
struct ImageFileHeader: Hashable {
  enum Format {
    case png, jpeg
  }

  let format: Format
  /// The size at which the pixels are stored, before they are turned upright.
  let stored: ImageSize
  let orientation: ImageOrientation

  /// The size of the image as people see it.
  var size: ImageSize {
    orientation.isTransposed
      ? ImageSize(height: stored.width, width: stored.height) : stored
  }

  /// More pixels are refused: decoded, they would take 150 MB and more.
  static let greatestArea = 50_000_000
  /// No image of that many pixels has a longer file.
  private static let greatestFile = 1 << 28

  /// Reads the header of a file.
  ///
  /// - Throws: ``TrainingDataError`` for a file that is neither PNG nor JPEG, ends in its header, or
  ///   has too many pixels.
  init(path: String) throws(TrainingDataError) {
    let (start, length) = try FileBytes.readStart(1 << 16, of: path)
    guard length <= Self.greatestFile else {
      throw TrainingDataError(
        .tooLarge, file: path,
        "the file has \(length) bytes; expected at most \(Self.greatestFile)")
    }
    if let header = try ImageFileHeader(bytes: start, file: path) {
      self = header
      return
    }
    // Colour profiles and previews come first, and can be long.
    guard let header = try ImageFileHeader(bytes: FileBytes.read(path), file: path) else {
      throw TrainingDataError(
        .truncated, file: path, "the file ends after \(length) bytes, within its header")
    }
    self = header
  }

  /// `nil` where more bytes are needed.
  init?(bytes: [UInt8], file: String) throws(TrainingDataError) {
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      guard bytes.count >= 24 else { return nil }
      format = .png
      orientation = .upright
      stored = try Self.size(
        height: Self.number(bytes, at: 20, length: 4),
        width: Self.number(bytes, at: 16, length: 4), file: file)
    } else if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
      guard let frame = try Self.jpegFrame(bytes, file: file) else { return nil }
      format = .jpeg
      (stored, orientation) = frame
    } else {
      throw TrainingDataError(
        .corrupt, file: file, offset: 0,
        "neither PNG nor JPEG, whatever its name says; it begins with "
          + bytes.prefix(4).map { String($0, radix: 16) }.joined(separator: " "))
    }
  }

  /// Size and orientation from a JPEG's segments, up to the first frame.
  ///
  /// Source: ITU-T T.81, annex B.
  private static func jpegFrame(
    _ bytes: [UInt8], file: String
  ) throws(TrainingDataError) -> (ImageSize, ImageOrientation)? {
    var orientation = ImageOrientation.upright
    var position = 2
    while position + 4 <= bytes.count {
      guard bytes[position] == 0xFF else {
        throw TrainingDataError(
          .corrupt, file: file, offset: position, "expected a JPEG segment, which FF begins")
      }
      let marker = bytes[position + 1]
      if marker == 0xFF || marker == 1 || (0xD0...0xD7).contains(marker) {
        // Padding, and markers without contents.
        position += marker == 0xFF ? 1 : 2
        continue
      }
      let length = number(bytes, at: position + 2, length: 2)
      // Frames: SOF0 to SOF15 without the tables DHT, JPG and DAC among their numbers.
      if (0xC0...0xCF).contains(marker) && ![0xC4, 0xC8, 0xCC].contains(marker) {
        guard position + 9 <= bytes.count else { return nil }
        let (height, width) = (
          number(bytes, at: position + 5, length: 2), number(bytes, at: position + 7, length: 2)
        )
        return (try size(height: height, width: width, file: file), orientation)
      }
      guard length >= 2, marker != 0xD9, marker != 0xDA else {
        throw TrainingDataError(
          .corrupt, file: file, offset: position,
          "a JPEG segment FF\(String(marker, radix: 16, uppercase: true)) of \(length) bytes "
            + "before any frame")
      }
      let end = position + 2 + length
      if marker == 0xE1 && end <= bytes.count {
        orientation = ImageOrientation(segment: bytes[(position + 4)..<end]) ?? orientation
      }
      position = end
    }
    return nil
  }

  private static func size(
    height: Int, width: Int, file: String
  ) throws(TrainingDataError) -> ImageSize {
    guard height > 0 && width > 0 else {
      throw TrainingDataError(
        .corrupt, file: file, "its header says \(width)×\(height) pixels (width × height)")
    }
    let (area, overflow) = height.multipliedReportingOverflow(by: width)
    guard !overflow && area <= greatestArea else {
      throw TrainingDataError(
        .tooLarge, file: file,
        "its header says \(width)×\(height) pixels (width × height); expected at most "
          + "\(greatestArea) in all: make it smaller, or leave it out")
    }
    return ImageSize(height: height, width: width)
  }

  /// A whole number, most significant byte first.
  private static func number(_ bytes: [UInt8], at offset: Int, length: Int) -> Int {
    bytes[offset..<offset + length].reduce(0) { $0 << 8 | Int($1) }
  }
}
