package dev.odeon.store;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.Checksum;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.MalformedException;
import dev.odeon.base.Threads;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * The one owner of all labels of a home: one change at a time, those of guests in the order of the
 * log. {@code labels.at} says which of these was the last; it is durable before a change from
 * outside is made, so that after a crash no guest's change undoes a newer one from outside. It may
 * be behind otherwise: the changes after it are made again, in order, which ends the same as long
 * as no reference is taken from a label but by the last of them.
 */
final class LabelOwner {
  /** The name of the file of the position. */
  static final String FILE = "labels.at";

  /** The most bytes of that file. */
  static final int SIZE_MAX = 64;

  private static final int FORMAT = 1;
  private static final int BEHIND_MAX = 256;

  private final Disk disk;
  private final Path at;
  private final KeyedLock<String> turn;
  private GuestPosition position;
  private int behind;
  private boolean lasting;

  LabelOwner(Disk disk, Threads threads, Path at) {
    this.disk = disk;
    this.at = at;
    this.turn = new KeyedLock<>(threads);
    this.position = read(disk, at);
  }

  private static GuestPosition read(Disk disk, Path at) {
    if (!disk.exists(at)) {
      return GuestPosition.START;
    }
    try {
      return decode(SmallFile.read(disk, at, SIZE_MAX));
    } catch (MalformedException e) {
      throw new StoreException.Damaged(
          at.toString(), e.getMessage() + "; restore it from a copy", e);
    }
  }

  /**
   * The position that the file holds.
   *
   * @throws MalformedException if it is not what was written
   */
  static GuestPosition decode(Bytes file) {
    CborReader reader = new CborReader(Checksum.open(FILE, file));
    reader.array(3);
    long format = reader.uint();
    if (format != FORMAT) {
      throw new MalformedException("its format is " + format + ", a newer Odeon may know it");
    }
    GuestPosition found = new GuestPosition(reader.uint(), reader.uint(Integer.MAX_VALUE));
    reader.end();
    return found;
  }

  /** The last change of a guest. */
  GuestPosition position() {
    return turn.with("labels", () -> position);
  }

  /** Makes a change from outside. */
  <T> T outside(Supplier<T> change) {
    return turn.with(
        "labels",
        () -> {
          write();
          return change.get();
        });
  }

  /**
   * Makes a guest's change unless it was made before; false if so.
   *
   * @param lasts whether it must not be made again after a later one: a reference that was taken
   *     away and then added would go behind those added since
   */
  boolean guest(GuestPosition where, boolean lasts, Runnable change) {
    return turn.with(
        "labels",
        () -> {
          if (where.compareTo(position) <= 0) {
            return false;
          }
          if (lasting) {
            write();
          }
          change.run();
          position = where;
          lasting = lasts;
          if (++behind >= BEHIND_MAX) {
            write();
          }
          return true;
        });
  }

  private void write() {
    if (behind > 0) {
      disk.writeAtomically(at, encode(position));
      behind = 0;
      lasting = false;
    }
  }

  static Bytes encode(GuestPosition position) {
    return Checksum.seal(
        FILE,
        new CborWriter()
            .array(3)
            .uint(FORMAT)
            .uint(position.sequence())
            .uint(position.index())
            .toBytes());
  }

  /** Waits for the change that is being made, if one is. */
  void awaitTurn() {
    boolean _ = turn.with("labels", () -> true);
  }

  /** Makes the position durable. */
  void close() {
    try {
      boolean _ = outside(() -> true);
    } catch (DiskException e) {
      // It is behind, which it may be.
      return;
    }
  }
}
