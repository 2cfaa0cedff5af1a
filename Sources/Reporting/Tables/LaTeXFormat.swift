/// A floating `table` with `booktabs` rules, ready for `\input`.
package struct LaTeXFormat: TableFormat {
  package init() {}

  package func render(_ table: Table) -> String {
    guard !table.columns.isEmpty else {
      let paragraphs = (table.caption.map { [$0] } ?? []) + table.notes
      return paragraphs.map { Self.escape($0) + "\n" }.joined(separator: "\n")
    }
    let alignments = table.columns.map { column in
      switch column.alignment {
      case .left: "l"
      case .right: "r"
      }
    }
    let groups = table.shownGroups.map { group in
      group.map { row in
        Self.line(
          table.texts(of: row).map { text in
            let escaped = Self.escape(text)
            return row.role == .ordinary || escaped.isEmpty ? escaped : "\\textbf{\(escaped)}"
          })
      }.joined()
    }
    var output = "% needs \\usepackage{booktabs}\n\\begin{table}\n  \\centering\n"
    if let caption = table.caption { output += "  \\caption{\(Self.escape(caption))}\n" }
    output += "  \\begin{tabular}{\(alignments.joined())}\n    \\toprule\n"
    output += Self.line(table.columns.map { Self.escape($0.title) }) + "    \\midrule\n"
    output += groups.joined(separator: "    \\midrule\n")
    output += "    \\bottomrule\n  \\end{tabular}\n"
    for note in table.notes {
      output += "  \\par\\smallskip{\\footnotesize \(Self.escape(note))}\n"
    }
    return output + "\\end{table}\n"
  }

  private static func line(_ cells: [String]) -> String {
    "    " + cells.joined(separator: " & ") + " \\\\\n"
  }

  /// Text as LaTeX source.
  ///
  /// Greek letters and signs become math, as most engines lack them in text.
  static func escape(_ text: String) -> String {
    var output = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "_", "&", "%", "#", "$", "{", "}": output += "\\" + String(scalar)
      case "~": output += "\\textasciitilde{}"
      case "^": output += "\\textasciicircum{}"
      case "\\": output += "\\textbackslash{}"
      case "<": output += "\\textless{}"
      case ">": output += "\\textgreater{}"
      case "|": output += "\\textbar{}"
      case "\n", "\r", "\t": output += " "
      default:
        if let command = symbols[scalar] {
          output += command
        } else {
          output.unicodeScalars.append(scalar)
        }
      }
    }
    return output
  }

  private static let symbols: [Unicode.Scalar: String] = [
    "α": "$\\alpha$", "β": "$\\beta$", "γ": "$\\gamma$", "φ": "$\\phi$", "Δ": "$\\Delta$",
    "σ": "$\\sigma$", "µ": "$\\mu$", "×": "$\\times$", "·": "$\\cdot$", "±": "$\\pm$",
    "≈": "$\\approx$", "≤": "$\\leq$", "≥": "$\\geq$", "→": "$\\rightarrow$", "−": "$-$",
    "²": "$^2$", "³": "$^3$", "–": "--", "—": "---", "…": "\\ldots{}", "\u{A0}": "~",
  ]
}
