/// Input that is well-formed and still cannot be used, with what to do instead.
struct InputError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
