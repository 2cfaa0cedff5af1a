import Foundation
import TestSupport
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
  ]) func refusalsThatNoWaitMends(_ complaint: String, _ isFinal: Bool) throws {
    let folder = try TemporaryFolder()
    let stub = folder.path + "/sbatch"
    try "#!/bin/sh\necho \"\(complaint)\" >&2\nexit 1\n".write(
      toFile: stub, atomically: true, encoding: .utf8)
    chmod(stub, 0o755)
    let slurm = Slurm(environment: ["PATH": folder.path + ":/usr/bin:/bin"])
    let refusal = #expect(throws: SchedulerRefusal.self) {
      try slurm.submit(script: "x", job: "j", tasks: 4, sideBySide: 2, log: "l")
    }
    #expect(refusal == SchedulerRefusal(reason: complaint, isFinal: isFinal))
  }
}
