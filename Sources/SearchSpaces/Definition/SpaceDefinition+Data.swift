extension SpaceDefinition {
  /// Makes the space one of networks for images of `inputChannels` channels.
  ///
  /// Three, which hold where nothing is said, are left unsaid: studies of colour images are
  /// written as they always were.
  ///
  /// - Throws: ``SpaceError`` where the definition asks for another number.
  public mutating func suit(inputChannels found: Int) throws {
    guard let asked = inputChannels else {
      if found != Self.standardInputChannels { inputChannels = found }
      return
    }
    guard asked == found else {
      throw SpaceError.invalidDefinition(
        place: "space.inputChannels",
        message: "found \(asked), and the images of the data have \(found); expected the same, or "
          + "no key: the data decides")
    }
  }

  /// Channels of the images where nothing is said: red, green, blue.
  static let standardInputChannels = 3
}
