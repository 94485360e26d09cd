import Measurements
import Records

/// Many spikes counted in bins: for each band a matrix of firing rates.
struct RasterImage {
  private let record: Raster
  private let layout: RasterLayout
  private let columns: Int
  private let images: [Image]
  /// Upper end of the colours [Hz].
  let ceiling: Double

  private struct Image {
    let rows: Int
    var counts: [Int]
    var rates: [Double] = []
  }

  /// Whether the band is drawn as an image; bands of few units keep their ticks.
  static func isImage(_ band: RasterLayout.Band) -> Bool {
    !band.isFull && (band.size > 120 || band.spikes > RasterImage.mostTicks)
  }

  /// More spikes than this are drawn as an image.
  static let mostTicks = 20_000

  private static func rows(_ band: RasterLayout.Band, of all: Double) -> Int {
    max(1, min(band.size, Int((all * (band.high - band.low)).rounded())))
  }

  init(record: Raster, layout: RasterLayout) {
    self.record = record
    self.layout = layout
    // Bins so large that they hold some spikes, 8 columns for 5 rows.
    let rows = min(250, max(60, Double(record.spikes.count / 2 * 5 / 8).squareRoot()))
    columns = Int(rows * 8 / 5)
    let columns = columns
    var images = layout.bands.map { band in
      let rows = Self.isImage(band) ? Self.rows(band, of: rows) : 0
      return Image(rows: rows, counts: [Int](repeating: 0, count: rows * columns))
    }
    let spikes = record.spikes
    let duration = record.end - record.start
    for index in 0..<spikes.count {
      guard let place = layout.bandOfPopulation[spikes.population[index]], images[place].rows > 0,
        spikes.times[index] >= record.start, spikes.times[index] <= record.end
      else { continue }
      let column = Int((spikes.times[index] - record.start) / duration * Double(columns))
      let row = spikes.unit[index] * images[place].rows / layout.bands[place].size
      images[place].counts[row * columns + min(column, columns - 1)] += 1
    }
    // Counts become rates [Hz]: rows may stand for different numbers of units.
    var all: [Double] = []
    for place in images.indices {
      let size = layout.bands[place].size, rows = images[place].rows
      images[place].rates = images[place].counts.indices.map { cell in
        let row = cell / columns
        // The units u with u * rows / size == row.
        let units = ((row + 1) * size + rows - 1) / rows - (row * size + rows - 1) / rows
        let seconds = duration / Double(columns) / 1000
        return Double(images[place].counts[cell]) / (Double(max(1, units)) * seconds)
      }
      all += images[place].rates.filter { $0 > 0 }
    }
    all.sort()
    // Not the greatest rate: one bright cell would leave the others pale.
    ceiling = all.isEmpty ? 1 : max(all[min(all.count - 1, all.count * 99 / 100)], 1e-9)
    self.images = images
  }

  func files(_ name: String) -> [Figure.DataFile] {
    images.enumerated().filter { $1.rows > 0 }.map { index, image in
      var text = ""
      for row in 0..<image.rows {
        text +=
          image.rates[row * columns..<(row + 1) * columns]
          .map { GnuplotText.number($0, digits: 4) }.joined(separator: " ") + "\n"
      }
      return Figure.DataFile(name: "\(name)-rates\(index + 1).dat", text: text)
    }
  }

  /// What draws the band with this number; nil if it is not an image.
  func plot(_ name: String, _ index: Int) -> String? {
    let image = images[index], band = layout.bands[index]
    guard image.rows > 0 else { return nil }
    let dx = (record.end - record.start) / Double(columns)
    let dy = (band.high - band.low) / Double(image.rows)
    let x = "(\(GnuplotText.number(record.start)) + ($1 + 0.5)*\(GnuplotText.number(dx)))"
    let y = "(\(GnuplotText.number(band.low)) + ($2 + 0.5)*\(GnuplotText.number(dy)))"
    return "\"\(name)-rates\(index + 1).dat\" matrix using \(x):\(y):3 with image"
  }

  /// The colours and their scale; nothing where no band is an image.
  var colours: String {
    guard images.contains(where: { $0.rows > 0 }) else { return "" }
    return """
      set palette defined (0 "#FFFFFF", 0.15 "#DCE9F5", 0.45 "#56B4E9", 0.75 "#0072B2", 1 "#00243B")
      set cbrange [0:\(GnuplotText.number(ceiling, digits: 3))]
      set cbtics \(GnuplotText.number(Tics.step(ceiling, atMost: 5))) textcolor rgb INK
      set cblabel "firing rate (Hz)" offset 1.4 textcolor rgb INK
      set colorbox user origin graph 1.02, graph 0 size graph 0.015, graph 0.97 noborder

      """
  }

  /// The band with this number as grey values, 255 for the highest rate; nil if it is not an image.
  func picture(_ index: Int) -> GreyPicture? {
    let image = images[index]
    guard image.rows > 0 else { return nil }
    let values = (0..<image.rows).reversed().flatMap { row in
      image.rates[row * columns..<(row + 1) * columns].map { rate in
        // Low rates are seen too: the eye needs more than a hundredth of the range.
        UInt8((255 * (min(1, rate / ceiling)).squareRoot()).rounded())
      }
    }
    return GreyPicture(width: columns, height: image.rows, values: values)
  }
}
