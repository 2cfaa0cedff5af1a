import Foundation

/// The three streams that a process is started with.
package enum StandardStreams {
  /// Makes the streams safe to use, once, before anything is opened.
  ///
  /// A stream that the caller has closed would otherwise become the first file that is opened, and
  /// results or messages would be written into it: a closed one is held open in the direction that
  /// nobody uses, so that using it fails. And a pipe that its reader has closed must not end the
  /// process in the middle of its work: writing to it fails instead, and whoever writes decides.
  package static func secure() {
    for descriptor in STDIN_FILENO...STDERR_FILENO
    where fcntl(descriptor, F_GETFD) == -1 && errno == EBADF {
      // The lowest free number is given out first: this one.
      _ = open("/dev/null", descriptor == STDOUT_FILENO ? O_RDONLY : O_WRONLY)
    }
    signal(SIGPIPE, SIG_IGN)
  }

  /// Ends the process as a closed pipe does where nobody has ignored its signal: without a word.
  package static func endByClosedPipe() -> Never {
    signal(SIGPIPE, SIG_DFL)
    raise(SIGPIPE)
    // Where the signal is blocked: the status that a shell makes of it.
    exit(128 + SIGPIPE)
  }
}
