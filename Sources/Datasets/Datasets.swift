/// Which data set.
public struct DatasetRequest: Sendable { }
