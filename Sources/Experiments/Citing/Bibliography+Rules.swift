/// Publications of spike-timing rules.
extension Bibliography {
  static let bengio2017 = Reference(
    key: "bengio2017", kind: .article,
    authors: [
      "Bengio, Yoshua", "Mesnard, Thomas", "Fischer, Asja", "Zhang, Saizheng", "Wu, Yuhuai",
    ],
    title: "STDP-Compatible Approximation of Backpropagation in an Energy-Based Model",
    venue: "Neural Computation",
    details: ["volume": "29", "number": "3", "pages": "555--577"], year: 2017,
    doi: "10.1162/NECO_a_00934")

  static let martin2021 = Reference(
    key: "martin2021", kind: .article,
    authors: [
      "Martin, Erwann", "Ernoult, Maxence", "Laydevant, Jérémie", "Li, Shuai", "Querlioz, Damien",
      "Petrisor, Teodora", "Grollier, Julie",
    ],
    title: "EqSpike: Spike-Driven Equilibrium Propagation for Neuromorphic Implementations",
    venue: "iScience",
    details: ["volume": "24", "number": "3", "pages": "102222"], year: 2021,
    doi: "10.1016/j.isci.2021.102222")

  static let mesnard2016 = Reference(
    key: "mesnard2016", kind: .misc,
    authors: ["Mesnard, Thomas", "Gerstner, Wulfram", "Brea, Johanni"],
    title: "Towards Deep Learning with Spiking Neurons in Energy Based Models with "
      + "Contrastive Hebbian Plasticity", venue: "arXiv:1612.03214", year: 2016)

  static let mishra2016 = Reference(
    key: "mishra2016", kind: .article,
    authors: ["Mishra, Rajiv K.", "Kim, Sooyun", "Guzman, Segundo J.", "Jonas, Peter"],
    title: "Symmetric Spike Timing-Dependent Plasticity at CA3–CA3 Synapses Optimizes Storage "
      + "and Recall in Autoassociative Networks", venue: "Nature Communications",
    details: ["volume": "7", "pages": "11552"], year: 2016,
    doi: "10.1038/ncomms11552")

  static let song2000 = Reference(
    key: "song2000", kind: .article, authors: ["Song, Sen", "Miller, Kenneth D.", "Abbott, L. F."],
    title: "Competitive Hebbian Learning through Spike-Timing-Dependent Synaptic Plasticity",
    venue: "Nature Neuroscience",
    details: ["volume": "3", "number": "9", "pages": "919--926"], year: 2000, doi: "10.1038/78829")

  static let guetig2003 = Reference(
    key: "guetig2003", kind: .article,
    authors: ["Gütig, Robert", "Aharonov, Ranit", "Rotter, Stefan", "Sompolinsky, Haim"],
    title: "Learning Input Correlations through Nonlinear Temporally Asymmetric Hebbian "
      + "Plasticity", venue: "Journal of Neuroscience",
    details: ["volume": "23", "number": "9", "pages": "3697--3714"], year: 2003,
    doi: "10.1523/JNEUROSCI.23-09-03697.2003")

  static let pfister2006 = Reference(
    key: "pfister2006", kind: .article, authors: ["Pfister, Jean-Pascal", "Gerstner, Wulfram"],
    title: "Triplets of Spikes in a Model of Spike Timing-Dependent Plasticity",
    venue: "Journal of Neuroscience",
    details: ["volume": "26", "number": "38", "pages": "9673--9682"], year: 2006,
    doi: "10.1523/JNEUROSCI.1425-06.2006")

  static let vogels2011 = Reference(
    key: "vogels2011", kind: .article,
    authors: ["Vogels, T. P.", "Sprekeler, H.", "Zenke, F.", "Clopath, C.", "Gerstner, W."],
    title: "Inhibitory Plasticity Balances Excitation and Inhibition in Sensory Pathways and "
      + "Memory Networks", venue: "Science",
    details: ["volume": "334", "number": "6062", "pages": "1569--1573"], year: 2011,
    doi: "10.1126/science.1211095")

  static let morrison2007 = Reference(
    key: "morrison2007", kind: .article,
    authors: ["Morrison, Abigail", "Aertsen, Ad", "Diesmann, Markus"],
    title: "Spike-Timing-Dependent Plasticity in Balanced Random Networks",
    venue: "Neural Computation",
    details: ["volume": "19", "number": "6", "pages": "1437--1467"], year: 2007,
    doi: "10.1162/neco.2007.19.6.1437")

  static let morrison2008 = Reference(
    key: "morrison2008", kind: .article,
    authors: ["Morrison, Abigail", "Diesmann, Markus", "Gerstner, Wulfram"],
    title: "Phenomenological Models of Synaptic Plasticity Based on Spike Timing",
    venue: "Biological Cybernetics",
    details: ["volume": "98", "number": "6", "pages": "459--478"], year: 2008,
    doi: "10.1007/s00422-008-0233-1")

  static let izhikevich2007 = Reference(
    key: "izhikevich2007", kind: .article, authors: ["Izhikevich, Eugene M."],
    title: "Solving the Distal Reward Problem through Linkage of STDP and Dopamine Signaling",
    venue: "Cerebral Cortex",
    details: ["volume": "17", "number": "10", "pages": "2443--2452"], year: 2007,
    doi: "10.1093/cercor/bhl152")
}
