import Testing
@testable import Solvers
@Suite struct SolversTests {}
