package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.Key;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockIndex;
import dev.odeon.log.IndexFile;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All actors of a home and whether they run, derived from lifecycle events. Its file for a segment
 * is {@code [1, [* [tenant, category, id, status, reason, module, manifest]]]} of the registrations
 * that changed there.
 *
 * <p>The committer thread feeds it, any thread reads.
 */
final class Directory implements BlockIndex {
  private static final int FORMAT = 1;

  private final Map<Key, Registration> all = new ConcurrentHashMap<>();
  private final AtomicInteger sealing = new AtomicInteger();
  private Map<Key, Registration> changed = new ConcurrentHashMap<>();

  /** What is known of {@code key}, or null if it was never spawned. */
  @Nullable Registration get(Key key) {
    return all.get(key);
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
    Registration before = all.get(key);
    Registration after = Registration.after(before, block);
    if (after != null && !after.equals(before)) {
      all.put(key, after);
      changed.put(key, after);
    }
  }

  @Override
  public Supplier<Bytes> seal() {
    Map<Key, Registration> sealed = changed;
    changed = new ConcurrentHashMap<>();
    sealing.incrementAndGet();
    return () -> encode(sealed);
  }

  @Override
  public void load(long firstSequence, long endSequence, IndexFile sealed) {
    if (sealing.get() > 0) {
      // It was sealed here: what it says is known, and perhaps what came after it too.
      sealing.decrementAndGet();
      return;
    }
    CborReader in = new CborReader(sealed.read(0, (int) sealed.size()));
    in.array(2);
    in.uint(FORMAT);
    for (int i = in.array(); i > 0; i--) {
      in.array(7);
      Key key = new Key(in.text(), in.text(), in.text());
      Registration.Status status = Registration.Status.of(in.uint(2));
      all.put(key, new Registration(key, status, in.text(), in.hash(), in.hash()));
    }
  }

  private static Bytes encode(Map<Key, Registration> registrations) {
    CborWriter out = new CborWriter(1024);
    out.array(2).uint(FORMAT).array(registrations.size());
    for (Registration registration : registrations.values()) {
      Key key = registration.key();
      out.array(7).text(key.tenant()).text(key.category()).text(key.id());
      out.uint(registration.status().code()).text(registration.reason());
      out.hash(registration.module()).hash(registration.manifest());
    }
    return out.toBytes();
  }
}
