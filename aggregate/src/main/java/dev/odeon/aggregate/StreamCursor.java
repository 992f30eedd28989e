package dev.odeon.aggregate;

import dev.odeon.base.Key;
import dev.odeon.runtime.StreamBlock;
import dev.odeon.runtime.actor.Streams;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Says which versions the blocks of streams have that a reader of the log comes to, in the order of
 * the log. It looks up some blocks of a stream at once. Used by one thread at a time.
 */
final class StreamCursor {
  private static final int AHEAD = 64;
  private static final int STREAMS_MAX = 1_024;

  private final Streams streams;
  private final Map<Key, Deque<StreamBlock>> ahead = new HashMap<>();

  StreamCursor(Streams streams) {
    this.streams = streams;
  }

  /** The block of {@code key} at {@code sequence}, which has domain events. */
  StreamBlock at(Key key, long sequence) {
    Deque<StreamBlock> known = ahead.computeIfAbsent(key, _ -> new ArrayDeque<>());
    while (!known.isEmpty() && known.getFirst().sequence() < sequence) {
      known.removeFirst();
    }
    if (known.isEmpty()) {
      streams.blocks(
          key,
          sequence,
          block -> {
            known.add(block);
            return known.size() < AHEAD;
          });
    }
    if (ahead.size() > STREAMS_MAX) {
      ahead.clear();
    }
    return Objects.requireNonNull(known.peekFirst());
  }
}
