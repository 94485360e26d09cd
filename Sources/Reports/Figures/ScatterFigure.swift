public import Measurements

extension Figure {
  /// Each synapse's update against its reference update, in units of the root mean square of its projection, a panel
  /// for each projection. Updates on the dashed line agree with the reference up to a common factor.
  ///
  /// - Parameters:
  ///   - all: The updates, means over seeds.
  ///   - reference: The name of the reference.
  ///   - name: The name of its files.
  ///   - colours: Colours of the network; nil: guessed from the names of the groups.
  public static func scatter(
    _ all: [Scatter], against reference: String = "rate EP", named name: String = "updates",
    colours: NetworkColours? = nil
  ) -> Figure {
    let colours = colours ?? NetworkColours(naming: all.map(\.name))
    let groups = all.filter { $0.referenceRMS > 0 && $0.updateRMS > 0 }
    let panels = groups.prefix(12).enumerated().map { index, group in
      var layout = Layout.scatter(
        group, reference: reference, ink: colours.ink(of: group.name, else: index))
      layout.title.text = group.name
      layout.title.ink = colours.ink(of: group.name, else: index)
      layout.title.facts = group.facts
      return layout
    }
    return Figure(
      name,
      .grid(
        Array(panels), across: 2,
        note: panels.isEmpty
          ? "" : "On the dashed line updates agree but for one factor. \(Scatter.meaning)"))
  }
}

extension Scatter {
  /// The difference between the cosine of a group and the cosine of the table, in words.
  static let meaning =
    "The cosine here is that of the mean update over seeds; tables have the mean of the cosines of single seeds, which is lower where spikes are noisy."
}

extension Scatter {
  /// `cosine 0.940, same sign 77.6 %, n = 900`.
  var facts: String {
    let shown = reference.count < count ? ", \(GnuplotText.count(reference.count)) shown" : ""
    return "cosine \(SummaryTable.fixed(cosine, 3)), same sign "
      + "\(SummaryTable.fixed(100 * signAgreement, 1)) %, n = \(GnuplotText.count(count))\(shown)"
  }
}

extension Layout {
  /// Each synapse's update against its reference update, in units of their root mean squares.
  static func scatter(_ group: Scatter, reference: String, ink: Ink) -> Layout {
    let points = zip(group.reference, group.update).map {
      ($0 / group.referenceRMS, $1 / group.updateRMS)
    }.filter { $0.0.isFinite && $0.1.isFinite }
    let sizes = points.map { max(abs($0.0), abs($0.1)) }.sorted()
    let usual = sizes.isEmpty ? 1 : sizes[min(sizes.count - 1, sizes.count * 995 / 1000)]
    let limit = max(min(sizes.last ?? 1, 1.5 * usual) * 1.06, 1e-9)
    var panel = Panel(
      x: Axis(
        -limit, limit,
        label: "reference update, \(GnuplotText.shortened(reference, to: 20)) (RMS units)"),
      y: Axis(-limit, limit, label: "update (RMS units)"), height: 380)
    panel.hasGrid = false
    let thin = Pen(ink: .grid, width: 1)
    let inside = points.filter { abs($0.0) <= limit && abs($0.1) <= limit }
    panel.marks = [
      .level(0, of: panel, thin), .upright(0, of: panel, thin),
      .line(
        [.init(-limit, -limit), .init(limit, limit)], Pen(ink: .axis, width: 1, isDashed: true)),
      .dots(inside.map { .init($0.0, $0.1) }, ink, radius: 1.5, opacity: 0.65),
    ]
    let outside = points.count - inside.count
    let label = Label(
      text: "\(outside) beyond the axes", x: panel.right - 4, y: panel.bottom - 10, anchor: .end,
      size: 10.5, ink: .soft)
    return Layout(panel, labels: outside > 0 ? [label] : [])
  }
}
