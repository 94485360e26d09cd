/// Publications of data sets and numerical methods.
extension Bibliography {
  static let lecun1998 = Reference(
    key: "lecun1998", kind: .article,
    authors: ["LeCun, Yann", "Bottou, Léon", "Bengio, Yoshua", "Haffner, Patrick"],
    title: "Gradient-Based Learning Applied to Document Recognition",
    venue: "Proceedings of the IEEE",
    details: ["volume": "86", "number": "11", "pages": "2278--2324"], year: 1998,
    doi: "10.1109/5.726791")

  static let pedregosa2011 = Reference(
    key: "pedregosa2011", kind: .article, authors: ["Pedregosa, Fabian"], hasMoreAuthors: true,
    title: "Scikit-learn: Machine Learning in Python",
    venue: "Journal of Machine Learning Research",
    details: ["volume": "12", "pages": "2825--2830"], year: 2011)

  static let mackay2003 = Reference(
    key: "mackay2003", kind: .book, authors: ["MacKay, David J. C."],
    title: "Information Theory, Inference, and Learning Algorithms",
    venue: "Cambridge University Press", year: 2003)

  static let glorot2010 = Reference(
    key: "glorot2010", kind: .inproceedings, authors: ["Glorot, Xavier", "Bengio, Yoshua"],
    title: "Understanding the Difficulty of Training Deep Feedforward Neural Networks",
    venue: "Proceedings of the Thirteenth International Conference on Artificial Intelligence "
      + "and Statistics",
    details: ["volume": "9", "pages": "249--256"], year: 2010)

  static let salmon2011 = Reference(
    key: "salmon2011", kind: .inproceedings,
    authors: ["Salmon, John K.", "Moraes, Mark A.", "Dror, Ron O.", "Shaw, David E."],
    title: "Parallel Random Numbers: As Easy as 1, 2, 3",
    venue: "Proceedings of the International Conference for High Performance Computing, "
      + "Networking, Storage and Analysis", year: 2011, doi: "10.1145/2063384.2063405")

  static let galassi2009 = Reference(
    key: "galassi2009", kind: .book, authors: ["Galassi, Mark"], hasMoreAuthors: true,
    title: "GNU Scientific {Library} Reference Manual", venue: "Network Theory Ltd.",
    details: ["edition": "3rd"], year: 2009)

  static let corliss1982 = Reference(
    key: "corliss1982", kind: .article, authors: ["Corliss, George", "Chang, Y. F."],
    title: "Solving Ordinary Differential Equations Using {Taylor} Series",
    venue: "ACM Transactions on Mathematical Software",
    details: ["volume": "8", "number": "2", "pages": "114--144"], year: 1982,
    doi: "10.1145/355993.355995")

  static let wang2013 = Reference(
    key: "wang2013", kind: .inproceedings,
    authors: ["Wang, Qian", "Zhang, Xianyi", "Zhang, Yunquan", "Yi, Qing"],
    title: "AUGEM: Automatically Generate High Performance Dense Linear Algebra Kernels on "
      + "x86 CPUs",
    venue: "Proceedings of the International Conference on High Performance Computing, "
      + "Networking, Storage and Analysis", year: 2013, doi: "10.1145/2503210.2503219")
}
