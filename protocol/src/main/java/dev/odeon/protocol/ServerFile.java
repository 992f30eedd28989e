package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code server.json} in a home says of the server that has it open.
 *
 * @param pid its process
 * @param socket where it listens
 * @param startedMillis since when, in milliseconds since 1970 UTC
 */
public record ServerFile(long pid, Path socket, long startedMillis) {
  private static final String NAME = "server.json";

  /**
   * Reads that of {@code home}; empty if there is none, or it cannot be read as one. It may be left
   * over from a server that was killed: who connects finds out.
   */
  public static Optional<ServerFile> read(Path home, Disk disk) {
    Path file = home.resolve(NAME);
    try {
      return disk.exists(file) ? Optional.of(parse(disk.readAll(file))) : Optional.empty();
    } catch (DiskException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Writes it into {@code home} in one step. */
  public void write(Path home, Disk disk) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try (JsonWriter json = new JsonWriter(line)) {
      json.put(Field.PID, pid)
          .put(Field.SOCKET, socket.toString())
          .put(Field.STARTED_MS, startedMillis);
    }
    disk.writeAtomically(home.resolve(NAME), Bytes.wrap(line.toByteArray()));
  }

  /** Removes that of {@code home}, if there is one. */
  public static void remove(Path home, Disk disk) {
    Path file = home.resolve(NAME);
    if (disk.exists(file)) {
      disk.delete(file);
    }
  }

  private static ServerFile parse(Bytes content) {
    byte[] line = content.toArray();
    JsonObject object = new JsonObject();
    JsonReader.read(line, 0, line.length, true, object);
    return new ServerFile(
        object.whole(Field.PID),
        Path.of(object.text(Field.SOCKET)),
        object.whole(Field.STARTED_MS));
  }
}
