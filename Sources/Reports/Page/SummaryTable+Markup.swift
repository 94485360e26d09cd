extension SummaryTable {
  /// The table as HTML, in a box of its own that scrolls where it is too wide.
  ///
  /// - Parameter wraps: True if cells hold sentences, which may be broken into lines.
  func markup(caption: String, names: inout PageNames, wraps: Bool = false) -> Markup {
    let id = names.name("table-" + caption)
    var markup: Markup = """
      <div class="scroll" tabindex="0" role="group" aria-labelledby="\(id)"><table\(wraps ? " class=\"text\"" as Markup : "")>\
      <caption id="\(id)">\(caption)</caption>
      """
    if columns.contains(where: { !$0.title.isEmpty }) {
      markup += "<thead><tr>"
      for column in columns {
        let style: Markup = column.isNumeric ? " class=\"n\"" : ""
        // An empty heading is no heading.
        markup +=
          column.title.isEmpty
          ? "<td\(style)></td>" : "<th scope=\"col\"\(style)>\(column.title)</th>"
      }
      markup += "</tr></thead>"
    }
    markup += "<tbody>"
    for row in rows {
      markup += "<tr>"
      for (index, cell) in row.enumerated() {
        let number = columns[index].isNumeric ? "n" : ""
        let tone =
          switch cell.emphasis {
          case .none: ""
          case .strong: " strong"
          case .good: " good"
          case .bad: " bad"
          }
        let text = columns[index].isNumeric ? cell.text.replacing("-", with: "−") : cell.text
        let shown = cell.text == "-" ? "–" : text
        let words = (number + tone).drop { $0 == " " }
        let style: Markup = words.isEmpty ? "" : " class=\"\(String(words))\""
        markup +=
          index == 0 && !columns[0].isNumeric && !cell.text.isEmpty
          ? "<th scope=\"row\"\(style)>\(shown)</th>" : "<td\(style)>\(shown)</td>"
      }
      markup += "</tr>\n"
    }
    markup += "</tbody></table></div>\n"
    for note in notes { markup += "<p class=\"note\">\(note)</p>\n" }
    return markup
  }
}
