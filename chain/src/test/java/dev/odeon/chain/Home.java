package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Disk;
import dev.odeon.base.Key;
import dev.odeon.base.Threads;
import dev.odeon.log.LogConfig;
import dev.odeon.testkit.SeededEntropy;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Homes on a disk of the test's choice. */
public final class Home {
  public static final Path FOLDER = Path.of("/home");
  public static final Bytes ID = Bytes.ofHex("00112233445566778899aabbccddeeff");

  private Home() {}

  static Chains.Place place(Disk disk, int segmentBytes) {
    return place(disk, segmentBytes, 1);
  }

  private static Chains.Place place(Disk disk, int segmentBytes, long seed) {
    return new Chains.Place(
        FOLDER,
        ID,
        LogConfig.defaults().withSegmentBytes(segmentBytes),
        disk,
        Clock.system(),
        new SeededEntropy(seed),
        Threads.system());
  }

  /** Chains in segments of 64 KiB, so that a test has several. */
  public static Chains open(Disk disk, BlockIndex... indices) {
    disk.createFolders(FOLDER);
    return Chains.open(place(disk, 64 << 10), List.of(indices));
  }

  /** The same where what is random follows from {@code seed}. */
  static Chains openWith(Disk disk, long seed) {
    disk.createFolders(FOLDER);
    return Chains.open(place(disk, 64 << 10, seed), List.of());
  }

  /**
   * Appends {@code count} blocks to the chain of {@code key}, each awaited; returns the last head.
   */
  public static Head grow(Chains chains, Key key, int count) {
    Head head = chains.head(key).orElse(null);
    for (int i = 0; i < count; i++) {
      long next = head == null ? 0 : head.height() + 1;
      head = append(chains, Samples.block(key, head, "body " + next));
    }
    if (head == null) {
      throw new IllegalArgumentException("a chain grows by one block at least");
    }
    return head;
  }

  /** Appends a block and returns the head that it made. */
  static Head append(Chains chains, Block block) {
    return appended(chains.append(block, Expected.ANY).await()).heads().getFirst();
  }

  public static Append.Appended appended(@Nullable Append append) {
    if (append instanceof Append.Appended appended) {
      return appended;
    }
    throw new AssertionError("not appended: " + append);
  }
}
