/// A picture that stands in both parts of a data set, whatever its files are called.
package struct SharedImage: Hashable, Sendable {
  /// The validation image's number and class.
  package let validation, validationLabel: Int
  /// The first training image of the same pixels, and its class.
  package let training, trainingLabel: Int
  /// How many training images have these pixels.
  package let copies: Int
}
