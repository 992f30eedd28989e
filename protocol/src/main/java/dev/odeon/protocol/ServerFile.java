package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The content of {@code server.json} in a home: where its server may be. It is a hint only: a copy
 * of the home has the file too, and a killed server leaves it behind, so a client must ask the
 * server which home it has open.
 *
 * @param pid the server's process id
 * @param socket where it listens
 * @param startedMillis when it started, in milliseconds since 1970 UTC
 */
public record ServerFile(long pid, Path socket, long startedMillis) {
  private static final String NAME = "server.json";

  private static final FieldTable<ServerFile> FIELDS =
      FieldTable.<ServerFile>of()
          .required("pid", FieldKind.WHOLE, ServerFile::pid, "the server's process")
          .required(
              "socket",
              FieldKind.TEXT.as("a path", Path::of, Path::toString),
              ServerFile::socket,
              "where it listens")
          .required(
              "started_ms",
              FieldKind.WHOLE,
              ServerFile::startedMillis,
              "since when, in milliseconds since 1970")
          .make(in -> new ServerFile(in.next(), in.next(), in.next()));

  /** The largest file to read, in bytes. */
  private static final int BYTES_MAX = 1 << 16;

  /** Reads the file of {@code home}; empty if it does not exist or is not valid. */
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

  /** Writes the file into {@code home} atomically. */
  public void write(Path home, Disk disk) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try (JsonWriter json = new JsonWriter(line)) {
      json.putAll(FIELDS.fields(this));
    }
    disk.writeAtomically(home.resolve(NAME), Bytes.wrap(line.toByteArray()));
  }

  /** Removes the file from {@code home} if it is this one; another server's file stays. */
  public void remove(Path home, Disk disk) {
    if (read(home, disk).equals(Optional.of(this))) {
      disk.delete(home.resolve(NAME));
    }
  }

  private static ServerFile parse(Path home, Bytes content) {
    byte[] line = content.toArray();
    JsonReader.head(line, 0, line.length, new LineHead());
    ServerFile file = JsonReader.fields(line, 0, line.length, null, FIELDS);
    return new ServerFile(file.pid, home.resolve(file.socket), file.startedMillis);
  }
}
