/// The code bases that write stages as strings.
public enum BlockNotation: String, Hashable, Sendable, CaseIterable {
  case tensorflow, timm
}
