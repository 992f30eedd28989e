package dev.odeon.runtime.tenant;

import dev.odeon.base.Bytes;
import dev.odeon.base.CborReader;
import dev.odeon.base.CborWriter;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.MalformedException;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockIndex;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventKind;
import dev.odeon.chain.Head;
import dev.odeon.log.EntryIndex;
import dev.odeon.log.EntryRun;
import dev.odeon.runtime.Registration;
import dev.odeon.runtime.TenantLimit;
import dev.odeon.runtime.TenantLimits;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tenants of a home, their limits, and what the log keeps of them, derived from the blocks. Its
 * files have one entry for each tenant that has blocks in a segment, put when the segment ends; so
 * opening a home reads a few of them, however many blocks there are.
 *
 * <p>The opening thread, then the committer thread, feeds it; any thread reads.
 */
public final class TenantIndex implements BlockIndex {
  /** The id of the chain of a tenant's limits, before the tenant's name. */
  private static final String CHAIN = "tenant/";

  private final EntryIndex entries = EntryIndex.keepingAll();
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  /** What the segment that is being written has of each tenant, in bytes. Of the feeding thread. */
  private final Map<String, long[]> segment = new HashMap<>();

  private long contentBytes;
  private long lastSequence;
  private volatile Consumer<String> listener = _ -> {};

  /**
   * What is known of a tenant.
   *
   * @param bytes of its blocks, and of the content that came with them
   * @param head of the chain of its limits; null if none was ever set
   */
  private record Known(long bytes, TenantLimits limits, @Nullable Head head) {
    static final Known NOTHING = new Known(0, TenantLimits.NONE, null);

    Known with(long more) {
      return new Known(bytes + more, limits, head);
    }
  }

  /**
   * What was set for a tenant.
   *
   * @param head of the chain that says so; null if nothing ever was
   */
  record Recorded(TenantLimits limits, @Nullable Head head) {}

  /** The chain of the limits of {@code tenant}. */
  static Key chain(String tenant) {
    return new Key(Key.DEFAULT_TENANT, Registration.SYSTEM, CHAIN + tenant);
  }

  /** From now on {@code told} hears whose limits changed, on the thread that feeds the index. */
  void onChange(Consumer<String> told) {
    listener = told;
  }

  /** What was set for {@code tenant}. */
  Recorded recorded(String tenant) {
    Known of = known.getOrDefault(tenant, Known.NOTHING);
    return new Recorded(of.limits, of.head);
  }

  /** The bytes of the log that are the tenant's. */
  long bytes(String tenant) {
    return known.getOrDefault(tenant, Known.NOTHING).bytes;
  }

  /** The tenants that have blocks, or limits, by name. */
  NavigableSet<String> tenants() {
    return new TreeSet<>(known.keySet());
  }

  @Override
  public String name() {
    return "tenants";
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
  public void content(long bytes) {
    contentBytes += bytes;
  }

  @Override
  public void block(long sequence, Block block, Sink sink) {
    Key key = block.key();
    long bytes = contentBytes + block.size();
    contentBytes = 0;
    lastSequence = sequence;
    segment.computeIfAbsent(key.tenant(), _ -> new long[1])[0] += bytes;
    known.compute(
        key.tenant(), (_, before) -> (before == null ? Known.NOTHING : before).with(bytes));
    if (key.category().equals(Registration.SYSTEM)
        && key.id().startsWith(CHAIN)
        && block.has(EventKind.DOMAIN)) {
      changed(key.id().substring(CHAIN.length()), block);
    }
  }

  private void changed(String tenant, Block block) {
    Known before = known.getOrDefault(tenant, Known.NOTHING);
    TenantLimits limits = before.limits;
    for (Event event : block.events()) {
      LimitChange change = LimitChange.of(event);
      if (change != null) {
        limits = limits.with(change.limit(), change.after());
      }
    }
    known.put(tenant, new Known(before.bytes, limits, block.head()));
    segment.computeIfAbsent(tenant, _ -> new long[1]);
    listener.accept(tenant);
  }

  @Override
  public void ends(Sink sink) {
    segment.forEach((tenant, bytes) -> {
      Known now = known.getOrDefault(tenant, Known.NOTHING);
      sink.put(print(tenant), lastSequence, encoded(tenant, bytes[0], now));
    });
    segment.clear();
  }

  @Override
  public void restored(EntryRun run) {
    Map<String, Known> all = new HashMap<>();
    run.scan(
        0,
        (_, _, payload) -> {
          decode(payload, all);
          return true;
        });
    all.forEach((tenant, of) ->
        known.merge(
            tenant,
            of,
            (before, now) -> new Known(before.bytes + now.bytes, now.limits, now.head)));
  }

  private static Bytes encoded(String tenant, long bytes, Known now) {
    CborWriter out = new CborWriter(128);
    out.array(4).text(tenant).uint(bytes);
    Head head = now.head;
    if (head == null) {
      out.nil();
    } else {
      out.array(2).uint(head.height()).hash(head.hash());
    }
    out.array(now.limits.values().size());
    now.limits.values().forEach((limit, value) -> out.array(2).text(limit.text()).uint(value));
    return out.toBytes();
  }

  private static void decode(Bytes payload, Map<String, Known> into) {
    CborReader in = new CborReader(payload);
    in.array(4);
    String tenant = in.text();
    long bytes = in.uint();
    Head head = null;
    if (!in.nil()) {
      in.array(2);
      head = new Head(chain(tenant), in.uint(), in.hash());
    }
    TenantLimits limits = TenantLimits.NONE;
    for (int left = in.array(); left > 0; left--) {
      in.array(2);
      TenantLimit limit = TenantLimit.of(in.text());
      long value = in.uint();
      if (limit == null || value < 1 || value > limit.most()) {
        throw new MalformedException("an entry has a limit that there is not");
      }
      limits = limits.with(limit, value);
    }
    in.end();
    into.put(tenant, new Known(bytes, limits, head));
  }

  private static long print(String tenant) {
    return Hash.of(Bytes.utf8(tenant)).a();
  }
}
