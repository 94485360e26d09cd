import Testing
@testable import Datasets
@Suite struct DatasetsTests {}
