/// Publications of membranes.
extension Bibliography {
  static let lapicque1907 = Reference(
    key: "lapicque1907", kind: .article, authors: ["Lapicque, Louis"],
    title: "Recherches quantitatives sur l'excitation électrique des nerfs traitée comme une "
      + "polarisation", venue: "Journal de Physiologie et de Pathologie Générale",
    details: ["volume": "9", "pages": "620--635"], year: 1907)

  static let rotter1999 = Reference(
    key: "rotter1999", kind: .article, authors: ["Rotter, Stefan", "Diesmann, Markus"],
    title: "Exact Digital Simulation of Time-Invariant Linear Systems with Applications to "
      + "Neuronal Modeling", venue: "Biological Cybernetics",
    details: ["volume": "81", "pages": "381--402"], year: 1999, doi: "10.1007/s004220050570")

  static let fourcaud2003 = Reference(
    key: "fourcaud2003", kind: .article,
    authors: [
      "Fourcaud-Trocmé, Nicolas", "Hansel, David", "van Vreeswijk, Carl", "Brunel, Nicolas",
    ],
    title: "How Spike Generation Mechanisms Determine the Neuronal Response to Fluctuating Inputs",
    venue: "Journal of Neuroscience",
    details: ["volume": "23", "number": "37", "pages": "11628--11640"], year: 2003,
    doi: "10.1523/JNEUROSCI.23-37-11628.2003")

  static let brette2005 = Reference(
    key: "brette2005", kind: .article, authors: ["Brette, Romain", "Gerstner, Wulfram"],
    title: "Adaptive Exponential Integrate-and-Fire Model as an Effective Description of "
      + "Neuronal Activity", venue: "Journal of Neurophysiology",
    details: ["volume": "94", "number": "5", "pages": "3637--3642"], year: 2005,
    doi: "10.1152/jn.00686.2005")

  static let brette2007 = Reference(
    key: "brette2007", kind: .article, authors: ["Brette, Romain"], hasMoreAuthors: true,
    title: "Simulation of Networks of Spiking Neurons: A Review of Tools and Strategies",
    venue: "Journal of Computational Neuroscience",
    details: ["volume": "23", "number": "3", "pages": "349--398"], year: 2007,
    doi: "10.1007/s10827-007-0038-6")
}
