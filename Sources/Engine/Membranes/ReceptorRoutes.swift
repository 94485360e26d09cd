import Networks

/// The ways by which spikes reach the receptors of a population: for each set of fractions that its projections name,
/// the effect of one spike of weight 1 on every receptor.
///
///     jump_k = f_k, or f_k / (charge of one spike through k) where weights are charges, negative for conductances that
///     inhibit.
struct ReceptorRoutes: Sendable {
  /// The fractions of each route.
  private let shares: [[ReceptorShare]]
  /// The jumps of route 0, then those of route 1, and so on.
  let jumps: [Double]
  /// The number of receptors.
  let receptors: Int

  /// No routes: the sign of a weight decides.
  static let none = ReceptorRoutes()

  private init() { (shares, jumps, receptors) = ([], [], 0) }

  /// The routes to a population in `network`.
  ///
  /// - Parameter charges: The charge of one spike through each receptor, where weights are charges.
  init(to population: Population, in network: Network, charges: [Double]?) {
    let named = population.namedReceptors
    receptors = named.count
    var shares: [[ReceptorShare]] = []
    for projection in network.projections where !projection.receptors.isEmpty {
      let ends =
        projection.target == population.name
        || projection.isSymmetric && projection.source == population.name
      if ends, !named.isEmpty, !shares.contains(projection.receptors) {
        shares.append(projection.receptors)
      }
    }
    self.shares = shares
    jumps = shares.flatMap { shares in
      named.enumerated().map { index, receptor in
        let share = shares.first { $0.receptor == receptor.name }?.fraction ?? 0
        return share == 0 ? 0 : charges.map { share * receptor.polarity / $0[index] } ?? share
      }
    }
  }

  /// The number of the route with these fractions; nil if there is none.
  func number(of shares: [ReceptorShare]) -> Int? { self.shares.firstIndex(of: shares) }
}
