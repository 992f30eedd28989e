package dev.odeon.chain;

import dev.odeon.base.Key;
import dev.odeon.log.EntryIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds blocks of all chains by what a {@link BlockFilter} says, those that are there and those to
 * come, with the indices of types, tags, correlations and times. Any thread.
 */
final class BlockSearch {
  /** How much farther back it looks for the last blocks when it found too few. */
  private static final int FARTHER = 4;

  private final ChainIndex index;
  private final TermIndex terms = new TermIndex();
  private final CorrelationIndex correlations = new CorrelationIndex();
  private final TimeIndex times = new TimeIndex();
  private final TagIndex tags = new TagIndex();

  BlockSearch(ChainIndex index) {
    this.index = index;
  }

  /** What it searches by, to be fed with every block. */
  List<BlockIndex> indices() {
    return List.of(terms, correlations, times, tags);
  }

  /**
   * A cursor over what {@code filter} wants, from {@code start} on.
   *
   * @param end how many blocks are there
   * @throws ChainException if {@code start} is not there
   */
  BlockCursor cursor(ChainReader reader, BlockFilter filter, StartPoint start, long end) {
    return new BlockCursor(reader, filter, searches(filter), start, first(reader, start, end));
  }

  /**
   * Gives the blocks below {@code end} that {@code filter} wants to {@code visitor}, until it says
   * no.
   */
  void find(
      ChainReader reader,
      BlockFilter filter,
      StartPoint start,
      long end,
      Predicate<FoundBlock> visitor) {
    BlockCursor cursor = cursor(reader, filter, start, end);
    FoundBlock found = cursor.poll(end, () -> false);
    while (found != null && visitor.test(found)) {
      found = cursor.poll(end, () -> false);
    }
  }

  /**
   * Where the last {@code count} blocks below {@code end} begin that {@code filter} wants, but not
   * before {@code start}. It looks back over ever more of the log.
   */
  StartPoint last(ChainReader reader, BlockFilter filter, StartPoint start, long end, int count) {
    long first = first(reader, start, end);
    long span = Math.max(TermIndex.ZONE, 2L * count);
    while (count > 0) {
      long from = Math.max(first, end - span);
      long[] tail = new long[count];
      int[] found = {0};
      find(
          reader,
          filter,
          from == first ? start : new StartPoint.At(from),
          end,
          block -> {
            tail[found[0]++ % count] = block.sequence();
            return true;
          });
      if (found[0] >= count) {
        return new StartPoint.At(tail[found[0] % count]);
      }
      if (from == first) {
        return start;
      }
      span *= FARTHER;
    }
    return StartPoint.END;
  }

  /**
   * Refuses a position that is not there.
   *
   * @param end how many blocks are there
   * @throws ChainException if it is not
   */
  void requireThere(ChainReader reader, EventPosition position, long end) {
    long _ = first(reader, new StartPoint.After(position), end);
  }

  private long first(ChainReader reader, StartPoint start, long end) {
    long kept = index.firstSequence();
    return switch (start) {
      case StartPoint.Beginning _ -> kept;
      case StartPoint.End _ -> end;
      case StartPoint.Since(long millis) -> Math.max(kept, times.floor(millis));
      case StartPoint.At(long sequence) -> {
        requireThere(sequence, sequence + ".0", kept, end);
        yield sequence;
      }
      case StartPoint.After(EventPosition position) -> {
        requireThere(position.sequence(), position.toString(), kept, end - 1);
        requireEvent(position, reader.blockAt(position.sequence()).orElseThrow().eventCount());
        yield position.sequence();
      }
    };
  }

  static void requireThere(long sequence, String position, long kept, long last) {
    if (sequence < kept) {
      throw none(position, "what is kept begins with %d.0".formatted(kept));
    }
    if (sequence > last) {
      throw none(
          position, last < kept ? "no block is there yet" : "the last block is %d".formatted(last));
    }
  }

  private static void requireEvent(EventPosition position, int count) {
    if (position.index() >= count) {
      throw none(
          position.toString(),
          "block %d ends with %d.%d"
              .formatted(position.sequence(), position.sequence(), count - 1));
    }
  }

  private static ChainException none(String position, String what) {
    return new ChainException(
        ChainException.Reason.POSITION,
        "there is no position %s: %s; begin at one that is there, or at the start"
            .formatted(position, what));
  }

  private List<SequenceSearch> searches(BlockFilter filter) {
    List<SequenceSearch> searches = new ArrayList<>();
    String correlation = filter.correlation();
    if (correlation != null) {
      EntryIndex entries = correlations.entries();
      searches.add(new SequenceSearch.Postings(entries, CorrelationIndex.print(correlation), 0));
    }
    if (!filter.types().isEmpty()) {
      searches.add(
          new SequenceSearch.Union(
              filter.types().stream()
                  .flatMapToLong(type -> Arrays.stream(TermIndex.printsOf(type)))
                  .mapToObj(this::zones)
                  .toList()));
    }
    EventQuery events = filter.events();
    if (events != null) {
      searches.add(
          new SequenceSearch.Union(
              events.alternatives().stream()
                  .map(each -> alternative(filter.tenant(), each))
                  .toList()));
    }
    Key actor = filter.actor();
    if (actor != null) {
      searches.add(new SequenceSearch.OfActor(index, actor));
    } else if (filter.tenant() != null && filter.category() != null) {
      searches.add(zones(TermIndex.print(filter.tenant(), filter.category())));
    }
    return searches;
  }

  private SequenceSearch alternative(@Nullable String tenant, EventQuery.Alternative asked) {
    List<SequenceSearch> all = new ArrayList<>();
    if (tenant != null) {
      for (String tag : asked.tags()) {
        all.add(new SequenceSearch.Postings(tags.entries(), TagIndex.print(tenant, tag), 0));
      }
    }
    if (!asked.types().isEmpty()) {
      all.add(
          new SequenceSearch.Union(
              asked.types().stream().map(type -> zones(TermIndex.print(type))).toList()));
    }
    if (all.isEmpty()) {
      all.add(zones(TermIndex.print(EventKind.DOMAIN)));
    }
    return new SequenceSearch.Intersection(all);
  }

  private SequenceSearch zones(long print) {
    return new SequenceSearch.Postings(terms.entries(), print, TermIndex.ZONE_BITS);
  }
}
