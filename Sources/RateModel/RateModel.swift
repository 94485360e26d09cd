// RateModel
