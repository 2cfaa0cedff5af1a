/// How a cluster is used; changes how long a search takes, never its result.
public struct ClusterSettings: Sendable {
  /// Evaluations that are wanted at the same time, and tasks that run side by side.
  public var tasks: Int
  /// What is added to `sbatch`: `-p gpu --gres=gpu:1`.
  public var options: String
  /// The program on the nodes, an absolute path.
  public var program: String
  /// Seconds from look to look at the results.
  public var interval = 0.5
  /// Seconds from look to look at the queue.
  public var queueInterval = 5.0
  /// Seconds that a result may take to show on a network's file system once its task is gone.
  public var grace = 20.0
  /// Seconds that a task should have to do.
  public var chunk = 60.0

  /// Settings with the usual times.
  public init(tasks: Int, options: String = "", program: String) {
    (self.tasks, self.options, self.program) = (tasks, options, program)
  }
}
