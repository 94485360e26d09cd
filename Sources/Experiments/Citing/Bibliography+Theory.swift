/// Publications of equilibrium propagation and of the methods with which it is compared.
extension Bibliography {
  static let scellier2017 = Reference(
    key: "scellier2017", kind: .article, authors: ["Scellier, Benjamin", "Bengio, Yoshua"],
    title: "Equilibrium Propagation: Bridging the Gap between Energy-Based Models and "
      + "Backpropagation", venue: "Frontiers in Computational Neuroscience",
    details: ["volume": "11", "pages": "24"], year: 2017,
    doi: "10.3389/fncom.2017.00024")

  static let scellier2018 = Reference(
    key: "scellier2018", kind: .misc,
    authors: [
      "Scellier, Benjamin", "Goyal, Anirudh", "Binas, Jonathan", "Mesnard, Thomas",
      "Bengio, Yoshua",
    ],
    title: "Generalization of Equilibrium Propagation to Vector Field Dynamics",
    venue: "arXiv:1808.04873", year: 2018)

  static let scellier2019 = Reference(
    key: "scellier2019", kind: .article, authors: ["Scellier, Benjamin", "Bengio, Yoshua"],
    title: "Equivalence of Equilibrium Propagation and Recurrent Backpropagation",
    venue: "Neural Computation",
    details: ["volume": "31", "number": "2", "pages": "312--329"], year: 2019,
    doi: "10.1162/neco_a_01160")

  static let ernoult2019 = Reference(
    key: "ernoult2019", kind: .inproceedings,
    authors: [
      "Ernoult, Maxence", "Grollier, Julie", "Querlioz, Damien", "Bengio, Yoshua",
      "Scellier, Benjamin",
    ],
    title: "Updates of Equilibrium Prop Match Gradients of Backprop Through Time in an RNN "
      + "with Static Input", venue: "Advances in Neural Information Processing Systems",
    details: ["volume": "32"], year: 2019)

  static let ernoult2020 = Reference(
    key: "ernoult2020", kind: .misc,
    authors: [
      "Ernoult, Maxence", "Grollier, Julie", "Querlioz, Damien", "Bengio, Yoshua",
      "Scellier, Benjamin",
    ],
    title: "Equilibrium Propagation with Continual Weight Updates", venue: "arXiv:2005.04168",
    year: 2020)

  static let laborieux2021 = Reference(
    key: "laborieux2021", kind: .article,
    authors: [
      "Laborieux, Axel", "Ernoult, Maxence", "Scellier, Benjamin", "Bengio, Yoshua",
      "Grollier, Julie", "Querlioz, Damien",
    ],
    title: "Scaling Equilibrium Propagation to Deep ConvNets by Drastically Reducing Its "
      + "Gradient Estimator Bias", venue: "Frontiers in Neuroscience",
    details: ["volume": "15", "pages": "633674"], year: 2021, doi: "10.3389/fnins.2021.633674")

  static let laborieux2022 = Reference(
    key: "laborieux2022", kind: .inproceedings, authors: ["Laborieux, Axel", "Zenke, Friedemann"],
    title: "Holomorphic Equilibrium Propagation Computes Exact Gradients Through Finite Size "
      + "Oscillations", venue: "Advances in Neural Information Processing Systems",
    details: ["volume": "35", "pages": "12950--12963"], year: 2022)

  static let scellier2023 = Reference(
    key: "scellier2023", kind: .inproceedings,
    authors: ["Scellier, Benjamin", "Ernoult, Maxence", "Kendall, Jack", "Kumar, Suhas"],
    title: "Energy-Based Learning Algorithms for Analog Computing: A Comparative Study",
    venue: "Advances in Neural Information Processing Systems",
    details: ["volume": "36"], year: 2023)

  static let hopfield1984 = Reference(
    key: "hopfield1984", kind: .article, authors: ["Hopfield, John J."],
    title: "Neurons with Graded Response Have Collective Computational Properties like Those "
      + "of Two-State Neurons", venue: "Proceedings of the National Academy of Sciences",
    details: ["volume": "81", "number": "10", "pages": "3088--3092"], year: 1984,
    doi: "10.1073/pnas.81.10.3088")

  static let movellan1991 = Reference(
    key: "movellan1991", kind: .inproceedings, authors: ["Movellan, Javier R."],
    title: "Contrastive Hebbian Learning in the Continuous Hopfield Model",
    venue: "Connectionist Models: Proceedings of the 1990 Summer School",
    details: ["publisher": "Morgan Kaufmann", "pages": "10--17"], year: 1991)

  static let almeida1987 = Reference(
    key: "almeida1987", kind: .inproceedings, authors: ["Almeida, Luis B."],
    title: "A Learning Rule for Asynchronous Perceptrons with Feedback in a Combinatorial "
      + "Environment",
    venue: "Proceedings of the IEEE First International Conference on Neural Networks",
    details: ["volume": "2", "pages": "609--618"], year: 1987)

  static let pineda1987 = Reference(
    key: "pineda1987", kind: .article, authors: ["Pineda, Fernando J."],
    title: "Generalization of Back-Propagation to Recurrent Neural Networks",
    venue: "Physical Review Letters",
    details: ["volume": "59", "number": "19", "pages": "2229--2232"], year: 1987,
    doi: "10.1103/PhysRevLett.59.2229")
}
