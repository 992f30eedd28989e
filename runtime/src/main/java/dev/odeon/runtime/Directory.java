package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockIndex;
import dev.odeon.log.EntryIndex;
import dev.odeon.log.EntryRun;
import dev.odeon.runtime.effect.EffectCodec;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All actors of a home and whether they run, derived from lifecycle events and effects, and from
 * which block on each was what. The print of an actor's key leads to the sequence of each block
 * that changed that, with what is known since then. Only some that were asked for are kept in
 * memory.
 *
 * <p>The committer thread feeds it, any thread reads.
 */
public final class Directory implements BlockIndex {
  /** How many actors are kept in memory, running or not. */
  private static final int CACHED_MAX = 16_384;

  private final EffectCodec codec;
  private final EntryIndex entries = EntryIndex.filtered(Long.MAX_VALUE, () -> Long.MIN_VALUE);
  private final Map<Key, Entry> cached = new ConcurrentHashMap<>();

  /** How often something changed: written under this object's monitor. */
  private long changes;

  /** An empty one; {@code codec} tells what blocks ask for. */
  public Directory(EffectCodec codec) {
    this.codec = codec;
  }

  /** What is known of {@code key}, or null if it was never spawned. */
  public @Nullable Registration get(Key key) {
    Entry newest = newest(key);
    return newest == null ? null : newest.registration;
  }

  private @Nullable Entry newest(Key key) {
    Entry known = cached.get(key);
    if (known != null) {
      return known;
    }
    long before = changes();
    Entry found = find(key, Long.MAX_VALUE);
    return found == null ? null : kept(key, found, before);
  }

  /**
   * What is known of {@code key}.
   *
   * @throws ActorException if it was never spawned
   */
  public Registration existing(Key key) {
    Registration registration = get(key);
    if (registration == null) {
      throw ActorException.noSuchActor(key);
    }
    return registration;
  }

  private synchronized long changes() {
    return changes;
  }

  private synchronized Entry kept(Key key, Entry found, long before) {
    if (changes == before) { // else a block that came meanwhile may say something else
      if (cached.size() >= CACHED_MAX) {
        cached.clear(); // rarely: what is used is read again
      }
      cached.put(key, found);
    }
    return found;
  }

  private synchronized void changed(Key key, Entry after) {
    changes++;
    cached.computeIfPresent(key, (_, _) -> after);
  }

  /** What {@code key} was at {@code height}; null if no block up to there says it. */
  public @Nullable Registration at(Key key, long height) {
    Entry newest = newest(key);
    Entry found = newest == null || newest.height <= height ? newest : find(key, height);
    return found == null ? null : found.registration;
  }

  private @Nullable Entry find(Key key, long height) {
    return entries.newest(
        print(key),
        (_, payload) -> {
          Entry entry = Entry.decode(payload);
          return entry.height <= height && entry.registration.key().equals(key) ? entry : null;
        });
  }

  /** The actors of {@code tenant}, ordered by key. */
  public List<Registration> list(String tenant) {
    return all(key -> key.tenant().equals(tenant));
  }

  /** The actors of {@code category}, of all tenants, ordered by key. */
  public List<Registration> category(String category) {
    return all(key -> key.category().equals(category));
  }

  /** Whether an actor of {@code tenant} has, or had, the module or the manifest {@code hash}. */
  public boolean names(String tenant, Hash hash) {
    boolean[] found = new boolean[1];
    entries.scan(
        0,
        (_, _, payload) -> {
          Registration each = Entry.decode(payload).registration;
          found[0] =
              each.key().tenant().equals(tenant)
                  && (each.module().equals(hash) || each.manifest().equals(hash));
          return !found[0];
        });
    return found[0];
  }

  private List<Registration> all(Predicate<Key> wanted) {
    Map<Key, Registration> all = new TreeMap<>();
    entries.scan(
        0,
        (_, _, payload) -> {
          Registration registration = Entry.decode(payload).registration;
          if (wanted.test(registration.key())) {
            all.put(registration.key(), registration);
          }
          return true;
        });
    return List.copyOf(all.values());
  }

  @Override
  public String name() {
    return "actors";
  }

  @Override
  public int version() {
    return 4;
  }

  @Override
  public EntryIndex entries() {
    return entries;
  }

  @Override
  public void block(long sequence, Block block, Sink sink) {
    if (Registration.concerns(block, codec)) {
      Key key = block.key();
      Registration before = get(key);
      Registration after = Registration.after(before, block, codec.of(block));
      if (after != null && !after.equals(before)) {
        Entry entry = new Entry(after, block.height());
        sink.put(print(key), sequence, entry.encoded());
        changed(key, entry);
      }
    }
  }

  @Override
  public synchronized void restored(EntryRun segment) {
    changes++;
    cached.clear(); // it may know more of those that are in it
  }

  private static long print(Key key) {
    CborWriter out = new CborWriter(96);
    out.array(3).keyItems(key);
    return Hash.of(out.toBytes()).a();
  }

  /** What an actor is from its block {@code height} on. */
  private record Entry(Registration registration, long height) {
    Bytes encoded() {
      Key key = registration.key();
      CborWriter out = new CborWriter(256);
      out.array(8).keyItems(key).uint(height);
      out.uint(registration.status().code()).text(registration.reason());
      out.hash(registration.module()).hash(registration.manifest());
      return out.toBytes();
    }

    static Entry decode(Bytes encoded) {
      CborReader in = new CborReader(encoded);
      in.array(8);
      Key key = new Key(in.text(), in.text(), in.text());
      long height = in.uint();
      Registration.Status status = Registration.Status.of(in.uint(4));
      Registration registration = new Registration(key, status, in.text(), in.hash(), in.hash());
      in.end();
      return new Entry(registration, height);
    }
  }
}
