package dev.odeon.runtime.index;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.MalformedException;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockIndex;
import dev.odeon.log.EntryIndex;
import dev.odeon.log.EntryRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The requests that durable blocks left open, of all actors, and by when each is to be answered;
 * and for each that ever was open, the block that took it and the one that closed it. Those are
 * never forgotten, so that a request is known for as long as it is open, and afterwards too.
 *
 * <p>In memory are the open ones, some 250 bytes each. Actors that leave none open take nothing.
 * The committer changes it, any thread asks; guarded by its own monitor, which is never held over a
 * read of the disk.
 */
public final class OpenRequestIndex implements BlockIndex {
  private static final Key NOBODY = Key.actor("nobody");
  private static final int OPENED = 7;
  private static final int CLOSED = 4;

  private final EntryIndex entries = EntryIndex.filtered(Long.MAX_VALUE, () -> Long.MIN_VALUE);
  private final Function<Block, RequestChange> changes;
  private final long ageMillis;
  private volatile @Nullable LongFunction<Block> blocks;

  private final Map<Key, Map<String, OpenRequest>> open = new HashMap<>();
  private final TreeSet<OpenRequest> byDeadline =
      new TreeSet<>(
          Comparator.comparingLong((OpenRequest each) -> deadlineMillis(each))
              .thenComparingLong(OpenRequest::sequence));

  /**
   * An empty one.
   *
   * @param changes what a block does to the requests of its actor
   * @param age how long a request stays open if whoever sent it gave no deadline
   */
  public OpenRequestIndex(Function<Block, RequestChange> changes, Duration age) {
    this.changes = changes;
    this.ageMillis = age.toMillis();
  }

  /** Says where blocks are read by their sequence; before that nothing is found. */
  public void reads(LongFunction<Block> source) {
    blocks = source;
  }

  /** Gives the block of a sequence, once it knows where they are. */
  public LongFunction<Block> blocks() {
    return sequence -> Objects.requireNonNull(blocks).apply(sequence);
  }

  /** By when {@code request} is to be answered, in milliseconds since 1970. */
  public long deadlineMillis(OpenRequest request) {
    return deadlineMillis(request.askedMillis(), request.deadlineMillis());
  }

  /** By when a request is to be answered that a block of {@code askedMillis} took. */
  public long deadlineMillis(long askedMillis, @Nullable Long given) {
    long deadline = given == null ? askedMillis + ageMillis : given;
    return deadline < 0 ? Long.MAX_VALUE : deadline;
  }

  /** The request {@code id} of {@code actor}, if it is open; else null. */
  public synchronized @Nullable OpenRequest get(Key actor, String id) {
    return open.getOrDefault(actor, Map.of()).get(id);
  }

  /** The open requests of {@code actor}, in the order in which they were taken. */
  public synchronized List<OpenRequest> list(Key actor) {
    return open.getOrDefault(actor, Map.of()).values().stream()
        .sorted(Comparator.comparingLong(OpenRequest::sequence))
        .toList();
  }

  /** How many requests of {@code actor} are open. */
  public synchronized int count(Key actor) {
    return open.getOrDefault(actor, Map.of()).size();
  }

  /** How many requests are open, of all actors. */
  public synchronized int count() {
    return byDeadline.size();
  }

  /** The open request whose deadline comes first after {@code millis}; null if none does. */
  public synchronized @Nullable OpenRequest firstAfter(long millis) {
    if (byDeadline.isEmpty() || millis == Long.MAX_VALUE) {
      return null;
    }
    long next = Math.max(0, millis + 1);
    return byDeadline.ceiling(new OpenRequest(NOBODY, "", Long.MIN_VALUE, 0, next, next));
  }

  /** The open requests whose deadline is {@code millis} or before, the first of them first. */
  public synchronized List<OpenRequest> due(long millis) {
    List<OpenRequest> due = new ArrayList<>();
    for (OpenRequest request : byDeadline) {
      if (deadlineMillis(request) > millis) {
        break;
      }
      due.add(request);
    }
    return due;
  }

  /** The block that took the request {@code id} and left it open, also if it is closed by now. */
  public @Nullable Block taken(Key actor, String id) {
    return newest(actor, id, OPENED);
  }

  /** The block that closed the request {@code id}, which an earlier one had left open; or null. */
  public @Nullable Block closed(Key actor, String id) {
    return newest(actor, id, CLOSED);
  }

  private @Nullable Block newest(Key actor, String id, int form) {
    LongFunction<Block> source = blocks;
    Long sequence =
        source == null
            ? null
            : entries.newest(
                print(actor, id),
                (value, payload) -> {
                  Entry entry = Entry.decode(value, payload);
                  return entry.form == form
                          && entry.request.actor().equals(actor)
                          && entry.request.id().equals(id)
                      ? (Long) value
                      : null;
                });
    return sequence == null ? null : Objects.requireNonNull(source).apply(sequence);
  }

  @Override
  public String name() {
    return "requests";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public EntryIndex entries() {
    return entries;
  }

  @Override
  public void block(long sequence, Block block, Sink sink) {
    RequestChange change = changes.apply(block);
    if (change.isNone()) {
      return;
    }
    Key actor = block.key();
    for (String id : change.closed()) {
      put(new Entry(CLOSED, new OpenRequest(actor, id, sequence, 0, 0, null)), sink);
    }
    if (change.opened() != null) {
      OpenRequest opened =
          new OpenRequest(
              actor,
              change.opened(),
              sequence,
              block.height(),
              block.header().timeMillis(),
              change.deadlineMillis());
      put(new Entry(OPENED, opened), sink);
    }
  }

  private void put(Entry entry, Sink sink) {
    OpenRequest request = entry.request;
    sink.put(print(request.actor(), request.id()), request.sequence(), entry.encoded());
    apply(entry);
  }

  @Override
  public void restored(EntryRun segment) {
    // In the order of the keys, and of one key in that of the log: that is all that matters.
    segment.scan(
        0,
        (_, sequence, payload) -> {
          apply(Entry.decode(sequence, payload));
          return true;
        });
  }

  private synchronized void apply(Entry entry) {
    OpenRequest request = entry.request;
    Map<String, OpenRequest> own = open.get(request.actor());
    OpenRequest before = own == null ? null : own.remove(request.id());
    if (before != null) {
      byDeadline.remove(before);
    }
    if (entry.form == OPENED) {
      own = open.computeIfAbsent(request.actor(), _ -> new HashMap<>(2));
      own.put(request.id(), request);
      byDeadline.add(request);
    } else if (own != null && own.isEmpty()) {
      open.remove(request.actor());
    }
  }

  private static long print(Key actor, String id) {
    CborWriter out = new CborWriter(128);
    out.array(4).keyItems(actor).text(id);
    return Hash.of(out.toBytes()).a();
  }

  /** A request that was opened or closed. */
  private record Entry(int form, OpenRequest request) {
    Bytes encoded() {
      CborWriter out = new CborWriter(128);
      out.array(form).keyItems(request.actor()).text(request.id());
      if (form == OPENED) {
        out.uint(request.height()).uint(request.askedMillis());
        Long deadline = request.deadlineMillis();
        if (deadline == null) {
          out.nil();
        } else {
          out.uint(deadline);
        }
      }
      return out.toBytes();
    }

    static Entry decode(long sequence, Bytes encoded) {
      CborReader in = new CborReader(encoded);
      int form = in.array();
      if (form != OPENED && form != CLOSED) {
        throw new MalformedException("a request has no " + form + " items");
      }
      Key actor = new Key(in.text(), in.text(), in.text());
      String id = in.text();
      OpenRequest request =
          form == CLOSED
              ? new OpenRequest(actor, id, sequence, 0, 0, null)
              : new OpenRequest(
                  actor, id, sequence, in.uint(), in.uint(), in.nil() ? null : (Long) in.uint());
      in.end();
      return new Entry(form, request);
    }
  }
}
