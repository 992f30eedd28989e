package dev.odeon.chain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the log from one place on and picks the blocks that a filter wants, in the order of
 * the log, each once. The indices say where to look; what they leave is read and compared. Used by
 * one thread at a time.
 */
final class BlockCursor {
  /** How many blocks are looked for at once. */
  private static final int CHUNK = 256;

  /** What was found and not asked for yet, at most: a slow reader holds no more. */
  private static final int READY_MAX = 128;

  private static final long READY_BYTES_MAX = 64 << 10;

  private final ChainReader reader;
  private final BlockFilter filter;
  private final SequenceSearch search;
  private final long sinceMillis;
  private final @Nullable EventPosition after;
  private final Queue<FoundBlock> ready = new ArrayDeque<>();

  /** Blocks that may be wanted, from {@link #candidateAt} on not read yet. */
  private final long[] candidates = new long[CHUNK];

  private int candidateAt;
  private int candidateCount;

  /** The first sequence that was not searched yet. */
  private long next;

  /**
   * @param searches what the indices know of the filter's conditions
   * @param start where to begin; events before that are left out
   * @param next the sequence of the first block that it may begin with
   */
  BlockCursor(
      ChainReader reader,
      BlockFilter filter,
      List<SequenceSearch> searches,
      StartPoint start,
      long next) {
    this.reader = reader;
    this.filter = filter;
    this.search = new SequenceSearch.Intersection(List.copyOf(searches));
    this.next = next;
    this.sinceMillis = start instanceof StartPoint.Since(long millis) ? millis : Long.MIN_VALUE;
    this.after = start instanceof StartPoint.After(EventPosition seen) ? seen : null;
  }

  /**
   * The next block with a sequence below {@code end}, which are all there and at no call fewer than
   * before; null if none is left, or it is {@code stopped} meanwhile.
   */
  @Nullable FoundBlock poll(long end, BooleanSupplier stopped) {
    while (ready.isEmpty() && !hasSearched(end) && !stopped.getAsBoolean()) {
      fill(end);
    }
    return ready.poll();
  }

  /** Whether it has given everything below {@code end}. */
  boolean hasSeen(long end) {
    return ready.isEmpty() && hasSearched(end);
  }

  private boolean hasSearched(long end) {
    return candidateAt == candidateCount && next >= end;
  }

  private void fill(long end) {
    if (candidateAt == candidateCount) {
      search(end);
    }
    long[] left = Arrays.copyOfRange(candidates, candidateAt, candidateCount);
    try {
      reader.at(left, left.length, new Taking());
    } catch (RuntimeException e) {
      if (ready.isEmpty()) {
        throw e;
      }
      // It fails again once what came before was taken.
    }
  }

  /** Finds the next candidates. The searches only go forward. */
  private void search(long end) {
    candidateAt = 0;
    candidateCount = 0;
    while (candidateCount < CHUNK && next < end) {
      long found = search.next(next);
      if (found < end) {
        candidates[candidateCount++] = found;
      }
      next = Math.min(found, end - 1) + 1;
    }
  }

  /** Keeps what is wanted, until that is enough for now. */
  private final class Taking implements ChainReader.SequenceVisitor {
    private long bytes;

    @Override
    public boolean visit(long sequence, Block block) {
      candidateAt++;
      List<Integer> events = wanted(sequence, block);
      if (!events.isEmpty()) {
        // Without the larger array that it shares with its neighbours.
        ready.add(new FoundBlock(sequence, block.compact(), events));
        bytes += block.size();
      }
      return ready.size() < READY_MAX && bytes < READY_BYTES_MAX;
    }
  }

  private List<Integer> wanted(long sequence, Block block) {
    if (block.header().timeMillis() < sinceMillis) {
      return List.of();
    }
    List<Integer> events = filter.matching(block);
    EventPosition seen = after;
    if (seen == null || seen.sequence() != sequence) {
      return events;
    }
    List<Integer> rest = new ArrayList<>(events);
    rest.removeIf(event -> event <= seen.index());
    return rest;
  }
}
