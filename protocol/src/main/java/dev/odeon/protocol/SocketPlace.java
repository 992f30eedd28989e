package dev.odeon.protocol;

import dev.odeon.base.Entropy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where the socket of a home is: {@code odeon.sock} in a folder that nobody but its owner can
 * enter.
 *
 * @param folder that folder, the socket's alone
 * @param socket the socket
 * @param outside whether the folder lies outside the home, and goes with the socket
 */
public record SocketPlace(Path folder, Path socket, boolean outside) {
  /** The longest path in bytes that Java lets a Unix socket have: one less than Linux does. */
  public static final int PATH_BYTES_MAX = 106;

  private static final String FOLDER = "run";
  private static final String NAME = "odeon.sock";
  private static final int RANDOM_BYTES = 16;

  /**
   * The place for the socket of {@code home}: in its folder {@code run}, or, where that path would
   * be too long for a socket, in a new folder under {@code $XDG_RUNTIME_DIR} or {@code /tmp}, of a
   * name that nobody can guess.
   *
   * @param environment the variables of the process
   */
  public static SocketPlace of(
      Path home, Function<String, @Nullable String> environment, Entropy entropy) {
    Path folder = home.toAbsolutePath().resolve(FOLDER);
    if (fits(folder.resolve(NAME))) {
      return new SocketPlace(folder, folder.resolve(NAME), false);
    }
    String name = "odeon-" + entropy.bytes(RANDOM_BYTES).hex();
    String runtime = environment.apply("XDG_RUNTIME_DIR");
    if (runtime != null && runtime.startsWith("/")) {
      Path session = Path.of(runtime, name);
      if (fits(session.resolve(NAME))) {
        return new SocketPlace(session, session.resolve(NAME), true);
      }
    }
    Path temporary = Path.of("/tmp", name);
    return new SocketPlace(temporary, temporary.resolve(NAME), true);
  }

  /** Where the socket of {@code home} is if it is in the home. */
  static Path inside(Path home) {
    return home.resolve(FOLDER).resolve(NAME);
  }

  /** Whether a socket can have that path. */
  public static boolean fits(Path socket) {
    return socket.toString().getBytes(StandardCharsets.UTF_8).length <= PATH_BYTES_MAX;
  }
}
