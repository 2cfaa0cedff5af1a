/// What a builder is asked for.
struct NetworkRequest {
  let name: String
  let resolution: Int
  let classes: Int
  let inputChannels: Int
}
