/// Texts as words of a shell.
package enum ShellWord {
  private static let plain = Set(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./=%,:+@".utf8)

  /// A text as one word; plain ones, numbers among them, as they are, so that they also serve in
  /// `$(( ))` and between quotes.
  package static func quoted(_ text: String) -> String {
    let isPlain = !text.isEmpty && text.utf8.allSatisfy(plain.contains)
    return isPlain ? text : "'" + text.replacing("'", with: "'\\''") + "'"
  }
}
