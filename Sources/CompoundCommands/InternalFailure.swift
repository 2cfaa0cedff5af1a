/// A broken promise of ours that no input should be able to cause.
struct InternalFailure: Error {
  let message: String
}
