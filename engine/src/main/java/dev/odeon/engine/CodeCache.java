package dev.odeon.engine;

import dev.odeon.base.Bytes;
import dev.odeon.base.Checksum;
import dev.odeon.base.Clock;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.DiskFile;
import dev.odeon.base.Entropy;
import dev.odeon.base.FileStatus;
import dev.odeon.base.Hash;
import dev.odeon.base.MalformedException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps compiled code in a folder, for this process and others. Entries are authenticated by
 * HMAC-SHA256 with a key that is kept elsewhere: what somebody else put into the folder, or damaged
 * there, is not taken for code, but removed. Nothing in it is needed: whatever goes wrong with the
 * folder, code is compiled again. Thread-safe.
 *
 * <pre>
 *        0       8     40
 * entry  | magic | MAC | content
 * </pre>
 *
 * <p>The file's name is the hash of what the content was made from; the MAC is over that hash and
 * the content. An entry is written beside its place and renamed. It need not be synced: a torn one
 * fails its MAC. When the folder grows past its limit, the entries used longest ago go: the file's
 * time of modification says when it was.
 */
public final class CodeCache {
  private static final long MAGIC = 0x6f64_656f_6e63_6302L; // odeoncc 2
  private static final int HEADER_SIZE = 40;
  private static final int MAC_AT = 8;
  private static final int KEY_SIZE = 32;
  private static final String TEMPORARY = ".tmp";

  /** While the cache fills up, it is looked through at least so often. */
  private static final int LOOKS = 16;

  /** A temporary file that old was left by a process that died. */
  private static final long ABANDONED_MILLIS = 3_600_000;

  private final Disk disk;
  private final Clock clock;
  private final Entropy entropy;
  private final Path folder;

  /** Null if there is none: then nothing is kept. */
  private final @Nullable HmacKey key;

  private final long bytesMax;

  /** What may be put before the folder is looked through again: it may have many files. */
  private final AtomicLong room = new AtomicLong();

  private CodeCache(
      Disk disk, Clock clock, Entropy entropy, Path folder, @Nullable HmacKey key, long bytesMax) {
    this.disk = disk;
    this.clock = clock;
    this.entropy = entropy;
    this.folder = folder;
    this.key = key;
    this.bytesMax = bytesMax;
  }

  /**
   * The cache in {@code folder}, which is made when the first entry is put.
   *
   * @param keyFile where the key is, which is made if there is none; not in the folder. If it can
   *     be neither read nor made, nothing is kept
   * @param bytesMax what all entries may take together
   */
  public static CodeCache open(
      Disk disk, Clock clock, Entropy entropy, Path folder, Path keyFile, long bytesMax) {
    try {
      HmacKey key = HmacKey.of(key(disk, entropy, keyFile));
      return new CodeCache(disk, clock, entropy, folder, key, bytesMax);
    } catch (DiskException | MalformedException | IllegalArgumentException _) {
      return new CodeCache(disk, clock, entropy, folder, null, bytesMax);
    }
  }

  private static Bytes key(Disk disk, Entropy entropy, Path file) {
    if (disk.exists(file)) {
      try {
        return readKey(disk, file);
      } catch (MalformedException _) {
        // Nothing was lost: another key is made, and code is compiled again.
      }
    }
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      disk.createFolders(parent);
    }
    // Who else makes one at this moment may win or lose: then entries are made again, no more.
    Path temporary = file.resolveSibling(file.getFileName() + "." + name(entropy) + TEMPORARY);
    try (DiskFile open = disk.open(temporary, Disk.Mode.CREATE)) {
      open.writeFully(0, Checksum.seal(nameOf(file), entropy.bytes(KEY_SIZE)).buffer());
      open.sync();
    }
    disk.rename(temporary, file);
    return readKey(disk, file);
  }

  /**
   * The key in {@code keyFile}, with a checksum behind it.
   *
   * @throws MalformedException if it is not what was written; the next {@link #open} makes another
   */
  public static Bytes readKey(Disk disk, Path keyFile) {
    Bytes key = Checksum.open(nameOf(keyFile), disk.readAll(keyFile));
    if (key.size() != KEY_SIZE) {
      throw new MalformedException("the key has " + key.size() + " bytes, not " + KEY_SIZE);
    }
    return key;
  }

  private static String nameOf(Path file) {
    return String.valueOf(file.getFileName());
  }

  /** What was put under {@code name}; empty if there is nothing or it cannot be trusted. */
  Optional<Bytes> get(Hash name) {
    HmacKey with = key;
    if (with == null) {
      return Optional.empty();
    }
    Path file = file(name);
    try {
      Bytes entry = disk.readAll(file);
      if (isGenuine(with, name, entry)) {
        used(file);
        return Optional.of(entry.slice(HEADER_SIZE, entry.size()));
      }
      disk.delete(file);
    } catch (DiskException _) {
      // There is none, or it cannot be read: it is compiled again.
    }
    return Optional.empty();
  }

  private static boolean isGenuine(HmacKey key, Hash name, Bytes entry) {
    if (entry.size() < HEADER_SIZE || entry.buffer().getLong() != MAGIC) {
      return false;
    }
    Bytes expected = key.mac(name.raw(), entry.slice(HEADER_SIZE, entry.size()));
    return MessageDigest.isEqual(expected.toArray(), entry.slice(MAC_AT, HEADER_SIZE).toArray());
  }

  private void used(Path file) {
    try {
      disk.touch(file, clock.millis());
    } catch (DiskException _) {
      // Somebody removed it, or the folder is for reading only: it goes the sooner.
    }
  }

  /** Keeps {@code content} under {@code name}, if the disk lets it and it is not too large. */
  void put(Hash name, Bytes content) {
    HmacKey with = key;
    if (with == null || HEADER_SIZE + (long) content.size() > bytesMax) {
      return;
    }
    try {
      disk.createFolders(folder);
      Path temporary = folder.resolve(name(entropy) + TEMPORARY);
      write(disk, temporary, entry(with, name, content));
      disk.touch(temporary, clock.millis());
      disk.rename(temporary, file(name));
      if (room.addAndGet(-HEADER_SIZE - content.size()) < 0) {
        room.set(evict());
      }
    } catch (DiskException _) {
      // It is compiled again next time.
    }
  }

  private static Bytes entry(HmacKey key, Hash name, Bytes content) {
    ByteBuffer entry = ByteBuffer.allocate(HEADER_SIZE + content.size());
    entry.putLong(MAGIC).put(key.mac(name.raw(), content).buffer()).put(content.buffer());
    return Bytes.wrap(entry.array());
  }

  /** An entry in the folder. */
  private record Kept(Path file, long size, long millis) {}

  /**
   * Removes what was used longest ago until the rest fits, and what was never finished.
   *
   * @return how much may be put before the next look: never so much that several processes which
   *     look at different times go far beyond the limit
   */
  private long evict() {
    List<Kept> all = new ArrayList<>();
    long total = 0;
    for (String each : disk.list(folder)) {
      Path file = folder.resolve(each);
      FileStatus status = disk.status(file).orElse(null);
      if (status == null) {
        continue; // another process was first
      }
      Kept kept = new Kept(file, status.size(), status.modifiedMillis());
      boolean abandoned =
          each.endsWith(TEMPORARY) && kept.millis < clock.millis() - ABANDONED_MILLIS;
      if (abandoned) {
        disk.delete(kept.file);
      } else if (!each.endsWith(TEMPORARY)) {
        all.add(kept);
        total += kept.size;
      }
    }
    all.sort(Comparator.comparingLong(Kept::millis));
    for (int i = 0; i < all.size() && total > bytesMax; i++) {
      disk.delete(all.get(i).file);
      total -= all.get(i).size;
    }
    return Math.min(bytesMax - total, bytesMax / LOOKS);
  }

  private static void write(Disk disk, Path file, Bytes content) {
    try (DiskFile open = disk.open(file, Disk.Mode.CREATE)) {
      open.writeFully(0, content.buffer());
    }
  }

  private Path file(Hash name) {
    return folder.resolve(name.hex());
  }

  private static String name(Entropy entropy) {
    return entropy.bytes(Long.BYTES).hex();
  }
}
