package dev.odeon.runtime.turn;

import dev.odeon.base.Key;
import dev.odeon.store.ContentRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The contents that turns under way, or on their way to the disk, have put or read: their blocks
 * will name them, so a collection must not take them before. Any thread; guarded by its own
 * monitor.
 */
public final class ContentsInUse {
  private final Map<Key, Set<Use>> uses = new HashMap<>();

  private record Use(long height, ContentRef ref) {}

  /** The turn of {@code key} at {@code height} is about to put or read {@code ref}. */
  synchronized void add(Key key, long height, ContentRef ref) {
    uses.computeIfAbsent(key, _ -> new HashSet<>()).add(new Use(height, ref));
  }

  /**
   * The block at {@code height} is durable, and names what it and those before it used: a turn that
   * was never appended left its height to the next.
   */
  public void durable(Key key, long height) {
    forget(key, use -> use.height <= height);
  }

  /** The turn at {@code height} never becomes durable, and so none after it. */
  public void failed(Key key, long height) {
    forget(key, use -> use.height >= height);
  }

  private synchronized void forget(Key key, Predicate<Use> which) {
    uses.computeIfPresent(
        key,
        (_, all) -> {
          all.removeIf(which);
          return all.isEmpty() ? null : all;
        });
  }

  /** Tells {@code visitor} all of them. */
  void visit(Consumer<ContentRef> visitor) {
    List<Use> all = new ArrayList<>();
    synchronized (this) {
      uses.values().forEach(all::addAll);
    }
    all.forEach(use -> visitor.accept(use.ref));
  }
}
