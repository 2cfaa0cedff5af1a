import Synchronization

/// What is on the heap, and the most that has been since ``start()``: counted by the sanitizer's hooks,
/// which see every allocation of the process.
enum MemoryWatch {
  private static let live = Atomic<Int>(0)
  private static let peak = Atomic<Int>(0)

  /// Has the sanitizer count, from here on.
  static let isInstalled: Bool =
    installHooks(
      { _, size in
        let now = live.wrappingAdd(size, ordering: .relaxed).newValue
        _ = peak.max(now, ordering: .relaxed)
      },
      { pointer in
        guard let pointer else { return }
        _ = live.wrappingSubtract(allocatedSize(pointer), ordering: .relaxed)
      }) != 0

  /// - Returns: What is on the heap now.
  static func start() -> Int {
    let now = live.load(ordering: .relaxed)
    peak.store(now, ordering: .relaxed)
    return now
  }

  static var most: Int { peak.load(ordering: .relaxed) }
}

// compiler-rt's sanitizer/allocator_interface.h, which no module has.
@_silgen_name("__sanitizer_install_malloc_and_free_hooks")
private func installHooks(
  _ allocated: @convention(c) (UnsafeRawPointer?, Int) -> Void,
  _ freed: @convention(c) (UnsafeRawPointer?) -> Void
) -> CInt

@_silgen_name("__sanitizer_get_allocated_size")
private func allocatedSize(_ pointer: UnsafeRawPointer) -> Int
