import Dispatch
import Synchronization

/// The results of `count` independent pieces of work in their order, done on all cores.
///
/// - Throws: the error of the first piece, in their order, that failed.
func concurrently<Result: Sendable, Failure: Error>(
  _ count: Int, _ body: @Sendable (Int) throws(Failure) -> Result
) throws(Failure) -> [Result] {
  let results = Mutex([Swift.Result<Result, Failure>?](repeating: nil, count: count))
  DispatchQueue.concurrentPerform(iterations: count) { index in
    let result: Swift.Result<Result, Failure>
    do throws(Failure) { result = .success(try body(index)) } catch { result = .failure(error) }
    results.withLock { $0[index] = result }
  }
  var values: [Result] = []
  for case let result? in results.withLock({ $0 }) { values.append(try result.get()) }
  return values
}
