package dev.odeon.bench;

import java.nio.file.Path;

/** A server in a process of its own that answers each line with itself. */
final class EchoServer implements AutoCloseable {
  private final Child child;
  private final Path socket;

  private EchoServer(Child child, Path socket) {
    this.child = child;
    this.socket = socket;
  }

  /** Starts one in {@code folder}, which is its own. */
  static EchoServer start(Path folder) {
    Child child =
        Child.start(
            ChildProvider.NAME,
            ChildCommand.Task.ECHO.name(),
            "--home",
            folder.toAbsolutePath().toString());
    return new EchoServer(child, Path.of(child.line()));
  }

  /** Where it listens. */
  Path socket() {
    return socket;
  }

  @Override
  public void close() {
    child.close();
    // Where the path in the folder would be too long for a socket, it is elsewhere.
    Scratch.remove(socket.resolveSibling(".").normalize());
  }
}
