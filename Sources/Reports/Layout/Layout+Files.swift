extension Layout {
  /// The layout for a separate file, without a page around it: with its title, the names of its lines and its note.
  var alone: Layout {
    var whole = self
    if legend.contains(where: { $0.end != nil }) {
      whole.nameEnds()
    } else if !legend.isEmpty {
      whole.nameAbove()
    }
    whole.legend = []
    if !title.text.isEmpty || !title.facts.isEmpty {
      let left = whole.panels.map(\.left).min() ?? 0, right = whole.panels.map(\.right).max() ?? 0
      let text = GnuplotText.shortened(title.text, to: 40)
      // Numbers are placed beside the title, or below it if there is no room.
      let isBeside =
        Label.width(text, size: 13.5) + Label.width(title.facts, size: 10.5) < right - left
      whole = whole.moved(down: isBeside ? 20 : 34)
      whole.labels.append(
        Label(text: text, x: left, y: 14, size: 13, ink: title.ink, isStrong: true))
      whole.labels.append(
        Label(
          text: title.facts, x: isBeside ? right : left, y: isBeside ? 14 : 30,
          anchor: isBeside ? .end : .start, size: 10.5, ink: .soft))
      whole.title = Title()
    }
    let most = Int(whole.width / Label.width("0", size: 10.5))
    for line in Self.lines(note, most: max(20, most)) {
      whole.labels.append(
        Label(text: line, x: 12, y: whole.height + 4, size: 10.5, ink: .soft))
      whole.height += 15
    }
    whole.note = ""
    return whole
  }

  /// Names at the ends of the lines, moved apart where the ends lie close.
  private mutating func nameEnds() {
    let ended = legend.filter { $0.end != nil }.sorted { $0.end! > $1.end! }
    guard let panel = panels.first else { return }
    let apart = 15.0
    var places = ended.map { max(min($0.end!, panel.bottom), panel.top) }
    for index in places.indices.dropFirst() {
      places[index] = min(places[index], places[index - 1] - apart)
    }
    // Names that were pushed beyond the top move down again.
    for index in places.indices.reversed() {
      let ceiling = index == places.count - 1 ? panel.top : places[index + 1] + apart
      places[index] = max(places[index], ceiling)
    }
    let names = ended.map { GnuplotText.shortened(GnuplotText.oneLine($0.name), to: 30) }
    labels += zip(zip(ended, names), places).map { entry, place in
      Label(text: entry.1, x: panel.right + 7, y: place, ink: entry.0.ink)
    }
    let widest = names.map { Label.width($0) }.max() ?? 0
    width = max(width, panel.right + 12 + widest)
  }

  /// Names in their colours above the panel, in as many lines as they need.
  private mutating func nameAbove() {
    guard let panel = panels.first else { return }
    var x = panel.left, lines = 0.0
    var names: [Label] = []
    for entry in legend {
      let name = GnuplotText.shortened(entry.name, to: 30), room = Label.width(name) + 16
      if x > panel.left, x + room > width {
        x = panel.left
        lines += 1
      }
      names.append(Label(text: name, x: x, y: 10 + 16 * lines, ink: entry.ink))
      x += room
    }
    self = moved(down: 8 + 16 * lines)
    labels += names
  }

  /// `text` in lines of at most `most` characters, broken between words; none for an empty text.
  private static func lines(_ text: String, most: Int) -> [String] {
    var lines: [String] = []
    for word in GnuplotText.oneLine(text).split(separator: " ") {
      if let last = lines.last, last.count + word.count < most {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }

  /// Layouts of files, `across` of them beside each other.
  static func grid(_ all: [Layout], across: Int, note: String = "") -> Layout {
    var whole = Layout([], width: 0, height: 0)
    for start in stride(from: 0, to: all.count, by: across) {
      let row = all[start..<min(start + across, all.count)].map(\.alone)
      var x = 0.0, lowest = 0.0
      // Panels of a row begin at one height.
      let top = row.compactMap { $0.panels.first?.top }.max() ?? 0
      for one in row {
        let moved = one.moved(
          right: x, down: whole.height + top - (one.panels.first?.top ?? top))
        whole.panels += moved.panels
        whole.labels += moved.labels
        x = moved.width
        lowest = max(lowest, moved.height)
      }
      whole.width = max(whole.width, x)
      whole.height = lowest
    }
    if all.isEmpty { (whole.width, whole.height) = (420, 120) }
    whole.note = note
    return whole.alone
  }
}
