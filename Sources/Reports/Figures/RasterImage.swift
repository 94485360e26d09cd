import Measurements
import Records

/// Many spikes counted in bins: for each band a matrix of firing rates.
struct RasterImage {
  private let record: Raster
  private let layout: RasterBands
  private let columns: Int
  private let images: [Image]
  /// Upper end of the colours [Hz].
  let ceiling: Double

  private struct Image {
    let rows: Int
    var counts: [Int]
    var rates: [Double] = []
  }

  /// True if the band is drawn as an image; bands of few units keep their ticks.
  static func isImage(_ band: RasterBands.Band) -> Bool {
    !band.isFull && (band.size > 120 || band.spikes > RasterImage.mostTicks)
  }

  /// The greatest number of spikes that are drawn as ticks; more are drawn as an image.
  static let mostTicks = 20_000

  private static func rows(_ band: RasterBands.Band, of all: Double) -> Int {
    max(1, min(band.size, Int((all * (band.high - band.low)).rounded())))
  }

  init(record: Raster, layout: RasterBands) {
    self.record = record
    self.layout = layout
    // Bins so large that they hold some spikes, 8 columns for 5 rows.
    let rows = min(120, max(60, Double(record.spikes.count / 2 * 5 / 8).squareRoot()))
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
    // Counts become rates [Hz], as rows may contain different numbers of units.
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
    // The 99th percentile, not the greatest rate: one bright cell would leave the others pale.
    ceiling = all.isEmpty ? 1 : max(all[min(all.count - 1, all.count * 99 / 100)], 1e-9)
    self.images = images
  }

  /// The shades of the band with this number; nil if it is not an image.
  func shades(_ index: Int) -> Shades? {
    let image = images[index]
    guard image.rows > 0 else { return nil }
    return Shades(columns, image.rows) { column, row in
      share(image.rates[(image.rows - 1 - row) * columns + column])
    }
  }

  /// sqrt(rate / ceiling), the share of the colour that a rate [Hz] has, with which low rates are seen too.
  func share(_ rate: Double) -> Double { min(1, max(0, rate) / ceiling).squareRoot() }
}
