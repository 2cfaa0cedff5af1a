/// When a training is validated on its way; its end always is.
public enum ValidationInterval: Hashable, Sendable {
  /// At the end alone.
  case atEnd
  /// Whenever so many epochs, above 0, have passed; fractions of one count.
  case every(epochs: Double)
}

extension ValidationInterval: LosslessStringConvertible {
  /// A number of epochs, or `end`; nil for anything else.
  public init?(_ description: String) {
    if description == "end" {
      self = .atEnd
    } else if let epochs = Double(description) {
      self = .every(epochs: epochs)
    } else {
      return nil
    }
  }

  public var description: String {
    switch self {
    case .atEnd: "end"
    case .every(let epochs): "\(epochs)"
    }
  }
}

extension ValidationInterval: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let epochs = try? container.decode(Double.self) {
      self = .every(epochs: epochs)
    } else if try container.decode(String.self) == "end" {
      self = .atEnd
    } else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "expected a number of epochs, or 'end'")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .atEnd: try container.encode("end")
    case .every(let epochs): try container.encode(epochs)
    }
  }
}
