/// The trainer for PyTorch that this program has with it, written beside every training that it runs.
package enum PyTorchTrainer {
  /// The text of `trainer.py`, UTF-8.
  package static var source: [UInt8] { PackageResources.trainer_py }
}
