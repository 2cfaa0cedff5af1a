/// What a file is by how it begins, as far as people try such files as data sets.
enum FileSignature: String, CaseIterable {
  case gzip = "a gzip file"
  case tar = "a tar archive"
  case zip = "a zip archive, such as NumPy's .npz"
  case numpy = "a NumPy array"
  case hdf5 = "an HDF5 file"
  case parquet = "a Parquet file"
  case png = "a PNG image"
  case jpeg = "a JPEG image"
  case idx = "an IDX file, which is one part of a data set"

  /// How many of a file's first bytes tell.
  static let length = 512

  /// - Parameter start: The first ``length`` bytes, or all of a shorter file.
  init?(_ start: [UInt8]) {
    let found = Self.allCases.first { signature in
      let (offset, bytes) = signature.magic
      return start.dropFirst(offset).starts(with: bytes)
    }
    guard let found else { return nil }
    self = found
  }

  /// Where the bytes stand that such a file has, and which they are.
  private var magic: (offset: Int, bytes: [UInt8]) {
    switch self {
    case .gzip: (0, [0x1F, 0x8B])
    case .tar: (257, Array("ustar".utf8))
    case .zip: (0, Array("PK".utf8))
    case .numpy: (0, [0x93] + Array("NUMPY".utf8))
    case .hdf5: (0, [0x89] + Array("HDF".utf8))
    case .parquet: (0, Array("PAR1".utf8))
    case .png: (0, [0x89] + Array("PNG".utf8))
    case .jpeg: (0, [0xFF, 0xD8, 0xFF])
    case .idx: (0, [0, 0, 8])
    }
  }
}
