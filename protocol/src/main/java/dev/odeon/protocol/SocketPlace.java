package dev.odeon.protocol;

import dev.odeon.base.Entropy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The place of a home's socket: {@code odeon.sock} in a folder that only its owner can enter.
 *
 * @param folder the folder, which holds only the socket
 * @param socket the socket
 * @param outside whether the folder is outside the home and is removed with the socket
 */
public record SocketPlace(Path folder, Path socket, boolean outside) {
  /** The longest path of a Unix socket that Java accepts, in bytes: one less than Linux does. */
  public static final int PATH_BYTES_MAX = 106;

  private static final String FOLDER = "run";
  private static final String NAME = "odeon.sock";
  private static final int RANDOM_BYTES = 16;

  /**
   * Returns the place for the socket of {@code home}: in its folder {@code run}, or, if that path
   * is too long for a socket, in a new folder with an unguessable name under {@code
   * $XDG_RUNTIME_DIR} or {@code /tmp}.
   *
   * @param environment the environment variables of the process
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

  /** Returns the place of the socket inside {@code home}. */
  static Path inside(Path home) {
    return home.resolve(FOLDER).resolve(NAME);
  }

  /** Returns whether the path is short enough for a socket. */
  public static boolean fits(Path socket) {
    return socket.toString().getBytes(StandardCharsets.UTF_8).length <= PATH_BYTES_MAX;
  }
}
