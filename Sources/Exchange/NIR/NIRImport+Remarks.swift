import Quantities

/// Recurrent connections, and sentences for the reader of a graph.
extension NIRImport {
  /// The node of units to which a path leads.
  func unit(_ target: String) -> String { portUnits[target] ?? target }

  /// The recurrent connections: those that close a loop in a depth-first search from the inputs. Without them the graph
  /// has no loops.
  func recurrentEdges(_ paths: [NIRPaths.Path], order: [String]) -> Set<NIRGraph.Edge> {
    let rank = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    let targets = Dictionary(grouping: paths, by: \.source).mapValues { paths in
      Set(paths.map { unit($0.target) }).sorted { rank[$0] ?? 0 < rank[$1] ?? 0 }
    }
    var result: Set<NIRGraph.Edge> = [], done: Set<String> = []
    for start in order where done.insert(start).inserted {
      var stack = [(node: start, next: 0)], open: Set = [start]
      while let (node, k) = stack.last {
        let followers = targets[node] ?? []
        guard k < followers.count else {
          open.remove(node)
          stack.removeLast()
          continue
        }
        stack[stack.count - 1].next += 1
        let follower = followers[k]
        if open.contains(follower) {
          result.insert(.init(node, follower))
        } else if done.insert(follower).inserted {
          open.insert(follower)
          stack.append((follower, 0))
        }
      }
    }
    return result
  }

  /// Adds warnings and remarks about the reading to the result.
  mutating func remark(on ways: NIRPaths, _ order: [String]) {
    let isOwn = graph.metadata["written_by"]?.text == "equispike"
    let spiking = ways.paths.filter { !isAnalogue($0) }
    if conventions.step == nil, !isOwn, !spiking.isEmpty {
      result.warnings.append(
        "spikes are taken as impulses of area 1 s, as NIR's equations say; weights of clocked frameworks (snnTorch, "
          + "Norse, sinabs, ...) are made for spikes that last one step: say how long it is, \(suggestion(order))"
      )
    }
    let loose = graph.nodes.filter { name, node in
      ["Linear", "Affine", "Scale", "Delay"].contains(node.type) && !ways.used.contains(name)
        || NIRConvolution.types.contains(node.type) && !ways.used.contains(name)
    }.keys.sorted()
    if !loose.isEmpty {
      result.warnings.append(
        "\(list(loose)) \(loose.count == 1 ? "leads" : "lead") from no unit to another and "
          + "\(loose.count == 1 ? "is" : "are") left out; what reaches an Output through weights can be read as the "
          + "potential of an LI that is put behind them")
    }
    if conventions.step != nil {
      let settled = Set(
        ways.paths.filter { isAnalogue($0) && isFiltered($0.target) }.map { unit($0.target) })
      if !settled.isEmpty {
        result.warnings.append(
          "the currents by which constant inputs act on \(list(settled.sorted())) begin settled; in a clocked simulation "
            + "they rise with tau_syn")
      }
      if !recurrent.isEmpty {
        let names = recurrent.map { "\($0.source) -> \($0.target)" }.sorted()
        result.remarks.append("recurrent connections have the delay of a step: \(list(names))")
      }
    }
    for name in order {
      guard let node = graph.nodes[name], let title = parts[name]?.first?.population else {
        continue
      }
      if NIRUnits.readouts.contains(node.type) {
        result.remarks.append(
          "'\(name)' (\(node.type)) never fires: record V of \(title), simulate.probes=[{population: \(title)}]"
        )
      }
    }
  }

  /// True if a path begins at constant values.
  private func isAnalogue(_ path: NIRPaths.Path) -> Bool {
    graph.nodes[path.source]?.type == "Input" && isClamped(parts[path.source]![0].population)
  }

  /// True if the currents of a node follow their input with a time constant.
  func isFiltered(_ target: String) -> Bool {
    ports[target] != nil || graph.nodes[target]?.type.hasPrefix("Cuba") == true
  }

  /// The option `--step`, with the length that the parameters suggest.
  private func suggestion(_ order: [String]) -> String {
    let nodes = order.compactMap { graph.nodes[$0] }.filter { NIRUnits.types.contains($0.type) }
    let steps = nodes.map { node in
      (try? NIRUnits(node, shape: [node.parameters.values.map(\.values.count).max() ?? 1]))?
        .impliedStep
    }
    guard let first = steps.first, let step = first,
      steps.allSatisfy({ $0.map { ($0 - step).magnitude <= 1e-5 * step } ?? false })
    else { return "--step 1ms" }
    let digits = (step * 1e3 * 1e4).rounded() / 1e4
    return "--step \(digits == 0 ? step * 1e3 : digits)ms, to which r and w_in of its units hint"
  }

  private func list(_ names: [String]) -> String {
    let shown = names.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
    return names.count > 8 ? shown + " and \(names.count - 8) more" : shown
  }
}
