import Collectives
import Measurements

/// The epochs of a training: batches, interruption, checkpoints, records, and the choice of the best epoch.
struct TrainingLoop {
  let learner: any Learner
  let ranks: any RankExchange
  let observer: any TrainingObserver
  /// The number of this training among several of the same model, from 1, and their number.
  var repetition = 1, repetitions = 1

  /// Trains to the end of the last epoch; returns false if the observer stopped the training before.
  func run(_ course: inout TrainingCourse) throws(LearningError) -> Bool {
    while course.epoch <= learner.epochs {
      let beginning = learner.resumesWithinEpochs ? nil : checkpoint(course)
      if course.epoch > 0 { try train(&course, beginning) }
      if ranks.any(observer.isCancelled) {
        observer.save(beginning ?? checkpoint(course))
        return false
      }
      let epoch = course.epoch
      try learner.measure(&course) { report("validation", epoch, $0, $1, $2) }
      if let error = course.record.selectionError, error < course.bestError ?? .infinity {
        course.bestError = error
        course.bestEpoch = epoch
        learner.keep()
      }
      course.finished.append(course.record)
      observer.finished(course.record)
      if let weights = learner.weights { observer.learned(weights, epoch: epoch) }
      course.begin(epoch + 1, tally: learner.tally)
      if epoch > 0 { observer.save(checkpoint(course)) }
    }
    return true
  }

  /// Trains on the remaining samples of the epoch, or until the observer stops the training.
  ///
  /// - Parameter beginning: The checkpoint of the epoch, for learners that do not resume within it.
  private func train(
    _ course: inout TrainingCourse, _ beginning: TrainingCheckpoint?
  ) throws(LearningError) {
    let samples = learner.begin(course.epoch)
    while course.done < samples.count {
      if ranks.any(observer.isCancelled) { return }
      if observer.wantsCheckpoint { observer.save(beginning ?? checkpoint(course)) }
      let batch = samples[course.done..<min(course.done + learner.batch, samples.count)]
      try learner.learn(batch, &course)
      course.batches += 1
      course.done = batch.endIndex
      report("training", course.epoch, course.done, samples.count, course.wrong)
    }
    course.record.trainError = Double(course.wrong) / Double(max(samples.count, 1))
  }

  private func checkpoint(_ course: TrainingCourse) -> TrainingCheckpoint {
    TrainingCheckpoint(course: course, arrays: learner.arrays)
  }

  /// Reports the progress of a stage to the observer.
  func report(_ stage: String, _ epoch: Int, _ done: Int, _ total: Int, _ wrong: Int) {
    observer.advanced(
      TrainingProgress(
        stage: stage, repetition: repetition, repetitions: repetitions, epoch: epoch,
        epochs: learner.epochs, done: done, total: total,
        error: done > 0 ? Double(wrong) / Double(done) : 0))
  }
}
