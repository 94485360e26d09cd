import Foundation

/// The look that all figures share: Okabe and Ito's colours, which the colour-blind tell apart, thin
/// grey axes, no boxes, names at the lines instead of legends.
///
/// > M. Okabe & K. Ito. *Color universal design: how to make figures and presentations that are
/// > friendly to colorblind people.* 2008.
enum FigureStyle {
  /// `style.gp`. Scripts set NAME, W and H [pixels of the PNG], then load it.
  static let script = #"""
    # Shared look: Okabe-Ito colours (colour-blind safe), one sans font, thin grey axes, no boxes.
    # A figure's script sets NAME, W, H and FORMAT (svg, png or pdf), then loads this.
    reset
    set encoding utf8
    BLUE = "#0072B2"; ORANGE = "#D55E00"; GREEN = "#009E73"; AMBER = "#E69F00"
    SKY = "#56B4E9"; PURPLE = "#CC79A7"; INK = "#222222"; GREY = "#8A8A8A"; HAIR = "#D9D9D9"
    # Liberation Sans where it is installed, else DejaVu Sans, which is wider.
    FONT = "DejaVu Sans"; POINTS = 20.5
    if (system("fc-match 'Liberation Sans' family 2>/dev/null") eq "Liberation Sans") {
      FONT = "Liberation Sans"; POINTS = 24
    }
    # Sizes are points, of which pngcairo makes 4/3 pixels.
    if (FORMAT eq "svg") { FONT = "sans-serif"; POINTS = 20.5*0.5*4/3 }
    if (FORMAT eq "pdf") { POINTS = POINTS*0.36 }
    face(points) = sprintf("%s,%.4g", FONT, points)
    SMALL = face(POINTS*0.82)
    # svg and pdf draw larger points than png.
    DOT = FORMAT eq "svg" ? 0.42 : FORMAT eq "pdf" ? 0.6 : 1
    if (FORMAT eq "png") {
      set terminal pngcairo size W, H font face(POINTS) linewidth 2 rounded background "white"
    }
    if (FORMAT eq "svg") {
      set terminal svg size W/2, H/2 font face(POINTS) linewidth 1 rounded background "white"
    }
    if (FORMAT eq "pdf") {
      set terminal pdfcairo size W/200.0, H/200.0 font face(POINTS) fontscale 1 \
        linewidth 0.9 rounded
    }
    set output NAME.".".FORMAT
    set border 3 linecolor rgb GREY linewidth 0.8
    set tics nomirror out scale 0.6 textcolor rgb INK
    set ylabel textcolor rgb INK
    set format "%g"
    set minussign
    set style textbox opaque fillcolor rgb "white" noborder margins 0.4, 0.2
    unset key

    """#

  /// The first lines of the script of the figure `name`, `width` by `height` pixels.
  ///
  /// Run as `gnuplot NAME.gp` it draws all three formats.
  static func preamble(_ name: String, _ about: String, width: Int, height: Int) -> String {
    """
    # \(about)
    # Made by equispike. `gnuplot \(name).gp` in this folder draws it again as svg, png and pdf;
    # `gnuplot -e "FORMAT='png'" \(name).gp` draws one of them.
    if (!exists("FORMAT")) { do for [FORMAT in "svg png pdf"] { load "\(name).gp" }; exit }
    NAME = "\(name)"; W = \(width); H = \(height)
    load "style.gp"

    """
  }

  /// Names of colours in `style.gp`, in the order in which lines take them, and populations from the last one down.
  static let colours = ["ORANGE", "BLUE", "GREEN", "PURPLE", "AMBER", "SKY"]
  /// The same as hexadecimal digits.
  static let digits = ["D55E00", "0072B2", "009E73", "CC79A7", "E69F00", "56B4E9"]

  /// The shade of a phase, and the colour of its name.
  static func phaseColours(_ name: String) -> (shade: String, text: String) {
    switch name {
    case "free": ("#EEF4FA", "BLUE")
    case "nudged": ("#FDF0E2", "ORANGE")
    case "tail": ("#EAF5F0", "GREEN")
    default: ("#F3F3F3", "GREY")
    }
  }

  /// The name of the colour of the line with this number.
  static func colour(_ index: Int) -> String { colours[index % colours.count] }

  /// The name of the horizontal axis, our own markup, at the foot of a figure `height` pixels high.
  ///
  /// Not `set xlabel`, whose place differs between the formats.
  static func xLabel(_ markup: String, height: Double) -> String {
    "set label 990 \(GnuplotText.quoted(markup)) at graph 0.5, screen \(32 / height) center "
      + "textcolor rgb INK\n"
  }

  /// The width of `text` in pixels of the PNG, estimated.
  static func width(_ text: String) -> Double { 13.2 * Double(text.count) }
}

/// Where tics go on an axis.
enum Tics {
  /// Beyond these, powers of ten and their products vanish or overflow.
  static let least = 1e-300, greatest = 1e300

  /// 1, 2 or 5 times a power of ten such that at most `count` steps cover `span`.
  static func step(_ span: Double, atMost count: Int) -> Double {
    guard span >= least, span.isFinite else { return 1 }
    guard span <= greatest else { return span / 2 }
    var power = 1.0
    while power > span { power /= 10 }
    while power * 10 <= span { power *= 10 }
    for factor in [0.1, 0.2, 0.5, 1, 2, 5, 10] where span / (factor * power) <= Double(count) {
      return factor * power
    }
    return 10 * power
  }

  /// The largest 1, 2 or 5 times a power of ten that is at most `value`, above 0.
  static func below(_ value: Double) -> Double {
    let value = max(least, min(greatest, value))
    var power = 1.0
    while power > value { power /= 10 }
    while power * 10 <= value { power *= 10 }
    return (value >= 5 * power ? 5 : value >= 2 * power ? 2 : 1) * power
  }

  /// The smallest 1, 2 or 5 times a power of ten that is at least `value`, above 0.
  static func above(_ value: Double) -> Double {
    let low = below(value)
    if low >= value { return low }
    let second = below(2 * low * 1.0001)
    return second >= value ? second : below(2.5 * low * 1.0001)
  }

  /// Whether places are so far from 1 that powers of ten stand at them.
  static func areFar(_ tics: [Double]) -> Bool { tics.contains { $0 < 0.9e-3 || $0 > 1.1e5 } }

  /// Places with their numbers, as gnuplot has them: all as `0.01`, or all as `10^{−5}` where some are far from 1.
  static func labelled(_ tics: [Double]) -> String {
    let isFar = areFar(tics)
    return tics.map { tic in
      var text = GnuplotText.number(tic, digits: 3)
      if isFar {
        let power = (log10(tic) + 1e-9).rounded(.down)
        let front = GnuplotText.number(tic / pow(10, power), digits: 3)
        let raised = "10^{\(Int(power))}".replacing("-", with: "−")
        text = front == "1" ? raised : "\(front)·\(raised)"
      }
      return "\"\(text)\" \(GnuplotText.number(tic))"
    }.joined(separator: ", ")
  }

  /// 1, 2 and 5 times powers of ten from `low` to `high`; only powers where that is too many.
  static func logarithmic(_ low: Double, _ high: Double) -> [Double] {
    let low = max(least, min(greatest, low)), high = min(greatest, high)
    var power = 1.0
    while power > low { power /= 10 }
    while power * 10 <= low { power *= 10 }
    var all: [Double] = []
    var powers: [Double] = []
    while power <= high * 1.0001 {
      powers.append(power)
      all += [power, 2 * power, 5 * power]
      power *= 10
    }
    let inside = all.filter { $0 >= low * 0.9999 && $0 <= high * 1.0001 }
    return inside.count <= 9 ? inside : powers.filter { $0 >= low * 0.9999 }
  }
}
