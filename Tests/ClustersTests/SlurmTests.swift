import Testing

@testable import Clusters

@Suite struct SlurmTests {
  /// What sbatch says of a partition, an account, an option; and of sizes, which fewer tasks may mend.
  @Test(arguments: [
    ("sbatch: error: Batch job submission failed: Invalid partition name specified", true),
    ("sbatch: error: Invalid --gres specification", true),
    ("sbatch: unrecognized option '--nonsense'", true),
    (
      "sbatch: error: Batch job submission failed: Invalid account or account/partition "
        + "combination specified", true
    ),
    ("sbatch: error: Batch job submission failed: Invalid job array specification", false),
    ("sbatch: error: QOSMaxSubmitJobPerUserLimit", false),
    ("sbatch: error: Slurm temporarily unable to accept job, sleeping and retrying", false),
  ]) func refusalsThatNoWaitMends(_ complaint: String, _ isFinal: Bool) {
    #expect(Slurm.isFinal(complaint) == isFinal)
  }
}
