package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code server.json} in a home says of the server that has it open: where to look for it, no
 * more. A copy of the home has the file too, and a killed server leaves it behind, so who looks has
 * the server say which home it has open.
 *
 * @param pid its process
 * @param socket where it listens
 * @param startedMillis since when, in milliseconds since 1970 UTC
 */
public record ServerFile(long pid, Path socket, long startedMillis) {
  private static final String NAME = "server.json";

  /** The longest that is read. */
  private static final int BYTES_MAX = 1 << 16;

  /** Reads that of {@code home}; empty if there is none, or it cannot be read as one. */
  public static Optional<ServerFile> read(Path home, Disk disk) {
    Path file = home.resolve(NAME);
    try {
      return disk.exists(file)
          ? Optional.of(parse(home, disk.readAll(file, Disk.Mode.READ_PLAIN, BYTES_MAX)))
          : Optional.empty();
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

  /** Removes it from {@code home}, if it is there: that of another server stays. */
  public void remove(Path home, Disk disk) {
    if (read(home, disk).equals(Optional.of(this))) {
      disk.delete(home.resolve(NAME));
    }
  }

  private static ServerFile parse(Path home, Bytes content) {
    byte[] line = content.toArray();
    JsonObject object = new JsonObject();
    JsonReader.read(line, 0, line.length, true, object);
    return new ServerFile(
        object.whole(Field.PID),
        home.resolve(object.text(Field.SOCKET)),
        object.whole(Field.STARTED_MS));
  }
}
