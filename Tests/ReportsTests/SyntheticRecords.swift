import Foundation
import Measurements
import Quantities
import Records

@testable import Reports

/// Made-up records that look like real ones, for figures.
enum Synthetic {
  /// 100 hidden and 10 output units, 80 ms free and 60 ms nudged, with a membrane.
  static func raster(
    names: [String] = ["input", "hidden", "output"], sizes: [Int] = [784, 100, 10],
    rates: [Double] = [25, 60, 70], phases: [(String, Double)] = [("free", 80), ("nudged", 60)]
  ) -> Raster {
    var random = Seed(11).stream()
    var spikes = SpikeTable(populations: names, sizes: sizes)
    let end = phases.reduce(0) { $0 + $1.1 }
    for (population, size) in sizes.enumerated() {
      for unit in 0..<size {
        let rate = rates[population] * random.uniform(0.1, 1.9)
        var time = random.exponential(rate: rate / 1000)
        while time < end {
          spikes.times.append(time)
          spikes.population.append(population)
          spikes.unit.append(unit)
          let isTarget = population == sizes.count - 1 && unit == 3 && time > 80
          time += 3 + random.exponential(rate: (isTarget ? 4 : 1) * rate / 1000)
        }
      }
    }
    var record = Raster(spikes: spikes, start: 0, end: end)
    var start = 0.0
    for (name, length) in phases {
      record.phases.append(.init(name: name, start: start, end: start + length))
      start += length
    }
    record.traces = [membrane(of: "\(names.last!) 3", in: record)]
    record.label = "label 3"
    return record
  }

  /// A membrane that rises to its threshold before each spike of `name` and starts anew after it.
  static func membrane(of name: String, in record: Raster) -> Raster.Trace {
    var random = Seed(12).branch(name).stream()
    let firing = record.spikeTimes(of: name).sorted()
    var times: [Double] = [], values: [Double] = []
    var v = -65.0, next = 0
    for step in 0..<Int(record.end / 0.1) {
      let time = Double(step) * 0.1
      let toSpike = next < firing.count ? firing[next] - time : 1e9
      if toSpike <= 0.1 {
        v = -65
        next += 1
      } else {
        let target = toSpike < 1e8 ? -50.0 : -58
        v +=
          (target - v) * min(0.5, 0.1 / max(0.4, 0.5 * min(toSpike, 12))) + random.normal() * 0.15
        v = min(v, -50.3)
      }
      times.append(time)
      values.append(v)
    }
    return Raster.Trace(
      name: name, axis: "v (mV)", times: times, values: values, threshold: -50, spikeTimes: firing)
  }

  static func errors(bands: Bool) -> Curves {
    var random = Seed(5).stream()
    func series(_ name: String, _ floor: Double, _ tau: Double) -> Curves.Series {
      let values = (0...30).map {
        (floor + (90 - floor) * exp(-Double($0) / tau)) * (1 + 0.05 * random.normal())
      }
      return Curves.Series(
        name: name, values: values, low: bands ? values.map { $0 * 0.9 } : nil,
        high: bands ? values.map { $0 * 1.12 } : nil)
    }
    var record = Curves(
      epochs: (0...30).map(Double.init),
      series: [
        series("spiking, test", 2.6, 3.2), series("rate twin, test", 2.3, 2.4),
        series("spiking, training", 1.1, 3.5),
      ], axis: "error (%)")
    record.level = Curves.Level(name: "guessing", value: 90)
    if bands { record.note = "mean and range of 5 seeds" }
    return record
  }

  static func cosines() -> Curves {
    var random = Seed(6).stream()
    let epochs = (0..<10).map { number in
      var epoch = Epoch()
      epoch.epoch = number + 1
      epoch.agreements = ["input → hidden", "hidden → output"].enumerated().map { index, name in
        Agreement(
          projection: name, part: "total", reference: "rate EP",
          cosine: (index == 0 ? 0.86 : 0.97) - 0.01 * Double(number) + 0.02 * random.normal(),
          signAgreement: 0.8, relativeSize: 1.1, rmse: 0.3, count: 1000)
      }
      return epoch
    }
    return LearningCurves.cosines(epochs)!
  }

  static func scatter(names: [String] = ["input → hidden", "hidden → output"]) -> [Scatter] {
    var random = Seed(7).stream()
    return names.enumerated().map { index, name in
      let reference = (0..<(index == 0 ? 7840 : 1000)).map { _ in
        random.normal() * abs(random.normal()) * 1e-3
      }
      let update = reference.map { 3 * $0 + random.normal() * 1e-3 }
      return Scatter(name: name, reference: reference, update: update)
    }
  }

  static func weights() -> Histogram {
    var random = Seed(8).stream()
    func draw(_ count: Int, _ sd: Double, _ mean: Double) -> [Double] {
      (0..<count).map { _ in mean + sd * random.normal() }
    }
    var record = Histogram(
      weights: [
        WeightTable(
          projection: "input → hidden", shape: [78_400], values: draw(78_400, 0.11, 0.01)),
        WeightTable(projection: "hidden → output", shape: [1000], values: draw(1000, 0.5, -0.1)),
      ])
    record.axis = "weight (mV)"
    return record
  }
}
