/// How stored pixels are brought upright: the orientation that cameras note instead of turning
/// the image.
///
/// Source: CIPA DC-008 (Exif 2.32), tag 274.
struct ImageOrientation: Hashable {
  /// Whether rows and columns are exchanged, after mirroring.
  let isTransposed: Bool
  /// Whether stored columns run from right to left.
  let mirrorsColumns: Bool
  /// Whether stored rows run from bottom to top.
  let mirrorsRows: Bool

  static let upright = ImageOrientation(
    isTransposed: false, mirrorsColumns: false, mirrorsRows: false)

  private init(isTransposed: Bool, mirrorsColumns: Bool, mirrorsRows: Bool) {
    self.isTransposed = isTransposed
    self.mirrorsColumns = mirrorsColumns
    self.mirrorsRows = mirrorsRows
  }

  /// An orientation by its number in Exif, 1 to 8.
  init?(exif: Int) {
    guard (1...8).contains(exif) else { return nil }
    self.init(
      isTransposed: exif >= 5, mirrorsColumns: [2, 3, 7, 8].contains(exif),
      mirrorsRows: [3, 4, 6, 7].contains(exif))
  }

  /// The orientation in the contents of a JPEG's segment APP1, or `nil` where there is none, or it
  /// is damaged: a photograph is not refused for its notes.
  init?(segment: ArraySlice<UInt8>) {
    let bytes = Array(segment)
    guard bytes.starts(with: Array("Exif\0\0".utf8)), bytes.count >= 14 else { return nil }
    let tiff = Array(bytes[6...])
    let isBigEndian = tiff.starts(with: Array("MM".utf8))
    guard isBigEndian || tiff.starts(with: Array("II".utf8)) else { return nil }
    func number(_ offset: Int, _ length: Int) -> Int? {
      guard offset >= 0, offset + length <= tiff.count else { return nil }
      let part = tiff[offset..<offset + length]
      return isBigEndian
        ? part.reduce(0) { $0 << 8 | Int($1) } : part.reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    guard let directory = number(4, 4), let entries = number(directory, 2) else { return nil }
    for entry in 0..<entries {
      let place = directory + 2 + 12 * entry
      guard let tag = number(place, 2) else { return nil }
      // A short number (type 3) stands in the first bytes of the value.
      if tag == 274, number(place + 2, 2) == 3, let value = number(place + 8, 2) {
        self.init(exif: value)
        return
      }
    }
    return nil
  }

  /// The part of the stored image that a part of the upright one shows.
  func stored(_ window: ImageWindow) -> ImageWindow {
    let (across, down) = ((window.left, window.width), (window.top, window.height))
    let (columns, rows) = isTransposed ? (down, across) : (across, down)
    return ImageWindow(
      top: mirrorsRows ? max(0, 1 - rows.0 - rows.1) : rows.0,
      left: mirrorsColumns ? max(0, 1 - columns.0 - columns.1) : columns.0,
      height: rows.1, width: columns.1)
  }

  /// Brings pixels `[height, width, channels]` of the stored image upright.
  ///
  /// - Parameters:
  ///   - source: Of size `size`, with rows and columns exchanged where they are transposed.
  ///   - channels: Channels of a pixel.
  ///   - target: `[size.height, size.width, channels]`.
  ///   - size: Height and width of the upright image.
  func turn(
    _ source: UnsafeBufferPointer<Float>, channels: Int,
    into target: UnsafeMutableBufferPointer<Float>, size: ImageSize
  ) {
    let rowLength = isTransposed ? size.height : size.width
    for y in 0..<size.height {
      for x in 0..<size.width {
        var (row, column) = isTransposed ? (x, y) : (y, x)
        if mirrorsRows { row = (isTransposed ? size.width : size.height) - 1 - row }
        if mirrorsColumns { column = rowLength - 1 - column }
        let (from, to) = (
          (row * rowLength + column) * channels, (y * size.width + x) * channels
        )
        for channel in 0..<channels { target[to + channel] = source[from + channel] }
      }
    }
  }
}
