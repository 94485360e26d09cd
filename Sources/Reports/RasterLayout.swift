import Quantities
import Records

/// Where the units of each population go in a raster: bands from bottom to top, 0 to 1.
struct RasterLayout {
  /// One population's place.
  struct Band {
    /// The population.
    let name: String
    /// The units that are shown, in rising order.
    let units: [Int]
    /// Units in all.
    let size: Int
    /// Spikes of all units.
    let spikes: Int
    /// Lower and upper end of the band.
    let low: Double
    let high: Double
    /// The colour, by its name in `style.gp`.
    let colour: String

    /// Height of one unit's row.
    var row: Double { (high - low) / Double(max(1, units.count)) }
    /// Under the name: how many units are shown, where that is not all.
    var remark: String {
      units.count < size ? "\(units.count) of \(GnuplotText.count(size))" : ""
    }
  }

  /// The bands; populations without units have none.
  let bands: [Band]
  /// The band of each population, by its number; nil if it has none.
  let bandOfPopulation: [Int?]

  /// Bands for the populations of `spikes`, at most `limit` units each, chosen by name alone.
  ///
  /// A band is as high as its share of the rows, but not lower than `least`.
  init(_ spikes: SpikeTable, limit: Int, least: Double = 0.13) {
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
          high: low + heights[place], colour: Self.colour(place, of: shown.count)))
      low += heights[place]
    }
    self.bands = bands
    bandOfPopulation = places
  }

  /// The last population is orange; the first of three or more grey; those between blue and so on.
  private static func colour(_ place: Int, of count: Int) -> String {
    if place == count - 1 { return "ORANGE" }
    if place == 0, count >= 3 { return "GREY" }
    let inner = ["BLUE", "GREEN", "PURPLE", "SKY", "AMBER"]
    return inner[(place - (count >= 3 ? 1 : 0)) % inner.count]
  }
}
