package dev.odeon.chain;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.Entropy;
import dev.odeon.base.Pending;
import dev.odeon.base.Threads;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Signs what the log is, and keeps the last signed head in {@code tree/heads/last} before anybody
 * gets it. Any thread.
 */
final class HeadSigner {
  private final Disk disk;
  private final Path home;
  private final Entropy entropy;
  private final Threads threads;
  private final LogTree tree;
  private final AtomicReference<@Nullable Pending<Boolean>> signing = new AtomicReference<>();
  private volatile @Nullable HeadKey key;
  private volatile @Nullable SignedHead last;

  HeadSigner(Disk disk, Path home, Entropy entropy, Threads threads, LogTree tree) {
    this.disk = disk;
    this.home = home;
    this.entropy = entropy;
    this.threads = threads;
    this.tree = tree;
  }

  static Path lastFile(Path home) {
    return home.resolve("tree").resolve("heads").resolve("last");
  }

  /** A head of at least the blocks that are durable now. */
  SignedHead sign() {
    long least = tree.size();
    while (true) {
      SignedHead known = last;
      if (known != null && known.size() >= least) {
        return known;
      }
      Pending<Boolean> mine = new Pending<>(threads);
      Pending<Boolean> running = signing.compareAndExchange(null, mine);
      if (running != null) {
        running.await();
        continue;
      }
      try {
        return signAlone();
      } finally {
        signing.set(null);
        mine.complete(true);
      }
    }
  }

  /** The note of {@code head}. */
  Bytes note(SignedHead head) {
    return head.encoded(key());
  }

  /** Makes a new key and signs with it; returns the origin before, or null. */
  @Nullable String replaceKey() {
    HeadKeys keys = HeadKeys.of(disk, home);
    String before = keys.identity();
    key = keys.replace(entropy);
    signAlone();
    return before;
  }

  private SignedHead signAlone() {
    CompactRange range = tree.range();
    SignedHead head = SignedHead.sign(key(), range.size(), range.root());
    Path file = lastFile(home);
    disk.createFolders(file.resolveSibling(""));
    disk.writeAtomically(file, note(head));
    last = head;
    return head;
  }

  private HeadKey key() {
    HeadKey known = key;
    if (known == null) {
      known = HeadKeys.of(disk, home).open(entropy);
      key = known;
    }
    return known;
  }
}
