import Measurements
import Quantities
import Records

/// The places of the units of each population in a raster: bands from bottom to top, 0 to 1.
struct RasterBands {
  /// The place of one population.
  struct Band {
    /// The population.
    let name: String
    /// The units that are shown, in rising order.
    let units: [Int]
    /// Number of all units.
    let size: Int
    /// Number of spikes of all units.
    let spikes: Int
    /// Lower and upper end of the band.
    let low: Double
    let high: Double
    /// The colour.
    let ink: Ink

    /// Height of one unit's row.
    var row: Double { (high - low) / Double(max(1, units.count)) }
    /// True if its ticks would merge into a block, so that its rate is drawn instead.
    var isFull: Bool { size > 0 && size <= 120 && spikes > 800 * size }
    /// The remark under the name: the number of units that are shown, if not all are; for a rate, its scale.
    var remark: String {
      if let ceiling { return "0–\(GnuplotText.number(ceiling, digits: 3)) Hz" }
      return units.count < size ? "\(units.count) of \(GnuplotText.count(size))" : ""
    }
    /// The rate at the top of the band, if its rate is drawn [Hz].
    var ceiling: Double?
  }

  /// The bands; populations without units have none.
  private(set) var bands: [Band]
  /// The index of each population's band; nil if it has none.
  let bandOfPopulation: [Int?]

  /// Bands for the populations of `spikes`, at most `limit` units each, chosen by name alone.
  ///
  /// The height of a band is its share of the rows, but at least `least`.
  init(_ spikes: SpikeTable, limit: Int, least: Double = 0.13, _ network: NetworkColours?) {
    let colours = network ?? NetworkColours(populations: spikes.populations)
    let sizes = spikes.sizes
    let shown = sizes.indices.filter { sizes[$0] > 0 }
    let chosen = shown.map { index in
      sample(limit, of: sizes[index], seed: Seed(0).branch(spikes.populations[index]))
    }
    // Small populations get the least height; the others share the rest.
    let floor = min(least, 1 / Double(max(1, shown.count)))
    var heights = [Double](repeating: 0, count: shown.count)
    var isSmall = [Bool](repeating: false, count: shown.count)
    for _ in shown {
      let rows = chosen.indices.reduce(0) { $0 + (isSmall[$1] ? 0 : chosen[$1].count) }
      let room = 1 - floor * Double(isSmall.count { $0 })
      for index in chosen.indices {
        heights[index] =
          isSmall[index] ? floor : room * Double(chosen[index].count) / Double(max(1, rows))
      }
      for index in chosen.indices where heights[index] < floor { isSmall[index] = true }
    }
    var counts = [Int](repeating: 0, count: sizes.count)
    for population in spikes.population { counts[population] += 1 }
    var bands: [Band] = []
    var places = [Int?](repeating: nil, count: sizes.count)
    var low = 0.0
    for (place, index) in shown.enumerated() {
      places[index] = place
      bands.append(
        Band(
          name: spikes.populations[index], units: chosen[place], size: sizes[index],
          spikes: counts[index], low: low,
          high: low + heights[place],
          ink: colours.ink(of: spikes.populations[index], else: place)))
      low += heights[place]
    }
    self.bands = bands
    bandOfPopulation = places
  }

  /// The mean rate of the units of a full band [Hz] in 200 bins; sets the scale of the band. Nil for other bands.
  mutating func rate(_ place: Int, of record: Raster) -> [(time: Double, rate: Double)]? {
    let band = bands[place], count = 200
    guard band.isFull, record.end > record.start else { return nil }
    let width = (record.end - record.start) / Double(count)
    var bins = [Int](repeating: 0, count: count)
    let spikes = record.spikes
    for index in 0..<spikes.count where bandOfPopulation[spikes.population[index]] == place {
      let time = spikes.times[index]
      guard time >= record.start, time <= record.end else { continue }
      bins[min(count - 1, Int((time - record.start) / width))] += 1
    }
    let rates = bins.map { 1000 * Double($0) / (width * Double(band.size)) }
    let most = rates.max() ?? 1, step = Tics.step(most, atMost: 5)
    bands[place].ceiling = max(1, (most / step).rounded(.up)) * step
    return rates.enumerated().map { (record.start + (Double($0) + 0.5) * width, $1) }
  }
}
