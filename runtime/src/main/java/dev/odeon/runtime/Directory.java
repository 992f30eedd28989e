package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockIndex;
import dev.odeon.chain.EventData;
import dev.odeon.log.IndexFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All actors of a home and whether they run, derived from lifecycle events, and from which block on
 * each was what. Its file for a segment is {@code [2, [* [tenant, category, id, status, reason,
 * module, manifest]], [* [tenant, category, id, height, module, manifest]]]}: the registrations
 * that changed there, and the blocks there that name a module.
 *
 * <p>The committer thread feeds it, any thread reads.
 */
final class Directory implements BlockIndex {
  private static final int FORMAT = 2;

  /** How many of the newest things that an actor was are kept in memory. */
  static final int NAMED_KEPT = 8;

  private final Map<Key, Registration> all = new ConcurrentHashMap<>();
  private final AtomicInteger sealing = new AtomicInteger();
  private Map<Key, Registration> changed = new ConcurrentHashMap<>();
  private final Map<Key, List<Named>> namings = new ConcurrentHashMap<>();
  private List<Named> named = new ArrayList<>();

  /**
   * What an actor is from its block {@code height} on.
   *
   * @param module the hash of its module
   * @param manifest the hash of its manifest
   */
  record Named(Key key, long height, Hash module, Hash manifest) {
    private boolean isSame(Named other) {
      return module.equals(other.module) && manifest.equals(other.manifest);
    }
  }

  /** What is known of {@code key}, or null if it was never spawned. */
  @Nullable Registration get(Key key) {
    return all.get(key);
  }

  /**
   * What {@code key} was at {@code height}; null if no block up to there says it, or only one that
   * is known no more: then the chain itself tells.
   */
  @Nullable Named at(Key key, long height) {
    for (Named each : namings.getOrDefault(key, List.of()).reversed()) {
      if (each.height <= height) {
        return each;
      }
    }
    return null;
  }

  /** The actors of {@code tenant}, ordered by key. */
  List<Registration> list(String tenant) {
    return all.values().stream()
        .filter(registration -> registration.key().tenant().equals(tenant))
        .sorted((a, b) -> a.key().compareTo(b.key()))
        .toList();
  }

  /** The actors of {@code category}, of all tenants, ordered by key. */
  List<Registration> all(String category) {
    return all.values().stream()
        .filter(registration -> registration.key().category().equals(category))
        .sorted((a, b) -> a.key().compareTo(b.key()))
        .toList();
  }

  @Override
  public String name() {
    return "actors";
  }

  @Override
  public void block(long sequence, long position, Block block) {
    if (!Registration.concerns(block)) {
      return;
    }
    Key key = block.key();
    Named names = named(block);
    if (names != null && add(names)) {
      named.add(names);
    }
    Registration before = all.get(key);
    Registration after = Registration.after(before, block);
    if (after != null && !after.equals(before)) {
      all.put(key, after);
      changed.put(key, after);
    }
  }

  private static @Nullable Named named(Block block) {
    return switch (block.event(0).data()) {
      case EventData.Spawned(Hash module, Hash manifest, _, _) ->
          new Named(block.key(), block.height(), module, manifest);
      case EventData.Upgraded(Hash module, Hash manifest) ->
          new Named(block.key(), block.height(), module, manifest);
      default -> null;
    };
  }

  /** Notes what an actor is from now on, oldest first; false if it was that before. */
  private boolean add(Named names) {
    List<Named> before = namings.getOrDefault(names.key, List.of());
    if (!before.isEmpty() && before.getLast().isSame(names)) {
      return false;
    }
    List<Named> after =
        new ArrayList<>(before.subList(Math.max(0, before.size() + 1 - NAMED_KEPT), before.size()));
    after.add(names);
    namings.put(names.key, List.copyOf(after));
    return true;
  }

  @Override
  public Supplier<Bytes> seal() {
    Map<Key, Registration> sealed = changed;
    List<Named> names = named;
    changed = new ConcurrentHashMap<>();
    named = new ArrayList<>();
    sealing.incrementAndGet();
    return () -> encode(sealed, names);
  }

  @Override
  public void load(long firstSequence, long endSequence, IndexFile sealed) {
    if (sealing.get() > 0) {
      // It was sealed here: what it says is known, and perhaps what came after it too.
      sealing.decrementAndGet();
      return;
    }
    CborReader in = new CborReader(sealed.read(0, (int) sealed.size()));
    in.array(3);
    in.uint(FORMAT);
    for (int i = in.array(); i > 0; i--) {
      in.array(7);
      Key key = new Key(in.text(), in.text(), in.text());
      Registration.Status status = Registration.Status.of(in.uint(2));
      all.put(key, new Registration(key, status, in.text(), in.hash(), in.hash()));
    }
    for (int i = in.array(); i > 0; i--) {
      in.array(6);
      Key key = new Key(in.text(), in.text(), in.text());
      add(new Named(key, in.uint(), in.hash(), in.hash()));
    }
  }

  private static Bytes encode(Map<Key, Registration> registrations, List<Named> names) {
    CborWriter out = new CborWriter(1024);
    out.array(3).uint(FORMAT).array(registrations.size());
    for (Registration registration : registrations.values()) {
      Key key = registration.key();
      out.array(7).text(key.tenant()).text(key.category()).text(key.id());
      out.uint(registration.status().code()).text(registration.reason());
      out.hash(registration.module()).hash(registration.manifest());
    }
    out.array(names.size());
    for (Named each : names) {
      Key key = each.key;
      out.array(6).text(key.tenant()).text(key.category()).text(key.id());
      out.uint(each.height).hash(each.module).hash(each.manifest);
    }
    return out.toBytes();
  }
}
