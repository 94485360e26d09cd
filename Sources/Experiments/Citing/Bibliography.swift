import Datasets

/// The publications behind the methods of the program.
enum Bibliography {
  /// The publications of each built-in spike-timing rule, by its name.
  static let rules: [String: [Reference]] = [
    "zero-area": [scellier2017],
    "gated-pair": [bengio2017, scellier2017],
    "eqspike": [martin2021],
    "trace-product": [mesnard2016],
    "contrastive": [movellan1991, scellier2017],
    "hebbian": [mishra2016],
    "pair": [song2000],
    "weight-dependent-pair": [guetig2003],
    "triplet": [pfister2006],
    "inhibitory": [vogels2011],
    "nearest-pre-centred": [morrison2008],
    "nearest-reduced": [morrison2008],
    "power-law": [morrison2007],
    "reward-modulated": [izhikevich2007],
  ]

  /// The publications of each membrane, by its `kind` in model files.
  static let membranes: [String: [Reference]] = [
    "lif": [lapicque1907, rotter1999],
    "lif_ode": [lapicque1907],
    "eif": [fourcaud2003],
    "adex": [brette2005],
    "lif_cond": [brette2007],
  ]

  /// The publications of a data set.
  static func data(_ set: DatasetCatalog) -> [Reference] {
    switch set {
    case .mnist: [lecun1998]
    case .moons: [pedregosa2011]
    case .bars: [mackay2003]
    case .digits, .idx, .arrays, .trains, .xor: []
    }
  }
}
