import Networks

/// What a builder is asked for.
struct NetworkRequest {
  let name: String
  let resolution: Resolution
  let classes: Int
  let inputChannels: Int
}
