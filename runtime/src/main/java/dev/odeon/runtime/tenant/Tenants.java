package dev.odeon.runtime.tenant;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Entropy;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Append;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockHeader;
import dev.odeon.chain.Chains;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventMetadata;
import dev.odeon.chain.Expected;
import dev.odeon.chain.Head;
import dev.odeon.engine.Metering;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.LimitException;
import dev.odeon.runtime.TenantLimit;
import dev.odeon.runtime.TenantLimits;
import dev.odeon.runtime.TenantReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The tenants of a home and what each of them may use: what was set is recorded in a chain for each
 * tenant, and holds before what the settings say. Any thread may call any method.
 */
public final class Tenants {
  /** How often a change is tried that others get ahead of. */
  private static final int ATTEMPTS = 100;

  private static final String PRINCIPAL = "principal";

  private final Chains chains;
  private final TenantIndex index;
  private final LongSupplier blockMillis;
  private final Entropy entropy;
  private final Clock clock;
  private final Map<String, TenantLimits> configured;
  private final Map<String, TenantLimits> limits = new ConcurrentHashMap<>();
  private final Map<TenantLimit, ToLongFunction<String>> uses = new ConcurrentHashMap<>();
  private final Map<String, MessageRate> rates = new ConcurrentHashMap<>();
  private final StoredBytes stored;
  private final Map<Refused, LongAdder> refusals = new ConcurrentHashMap<>();
  private final List<BiConsumer<Refused, LongAdder>> refusalListeners =
      new CopyOnWriteArrayList<>();
  private final List<BiConsumer<String, TenantLimits>> listeners = new CopyOnWriteArrayList<>();

  /**
   * Those of a home.
   *
   * @param blockMillis gives the time of a block that is made now
   * @param stored counts the bytes of content that a tenant put into the store; reads the disk
   * @param configured what the settings say of tenants, by name
   */
  public Tenants(
      Chains chains,
      TenantIndex index,
      LongSupplier blockMillis,
      Entropy entropy,
      Clock clock,
      ToLongFunction<String> stored,
      Map<String, TenantLimits> configured) {
    this.chains = chains;
    this.index = index;
    this.blockMillis = blockMillis;
    this.entropy = entropy;
    this.clock = clock;
    this.stored = new StoredBytes(stored);
    this.configured = Map.copyOf(configured);
    configured.keySet().forEach(this::changed);
    index.tenants().forEach(this::changed);
    index.onChange(this::changed);
    counts(TenantLimit.MESSAGES_PER_SECOND, this::messages);
    counts(TenantLimit.BYTES, tenant -> index.bytes(tenant) + this.stored.exactly(tenant));
  }

  private void changed(String tenant) {
    TenantLimits now =
        index.recorded(tenant).limits().orElse(configured.getOrDefault(tenant, TenantLimits.NONE));
    limits.put(tenant, now);
    Long rate = now.get(TenantLimit.MESSAGES_PER_SECOND);
    if (rate == null) {
      rates.remove(tenant);
    } else {
      rates.computeIfAbsent(tenant, _ -> new MessageRate(rate, clock.nanos())).change(rate);
    }
    listeners.forEach(each -> each.accept(tenant, now));
  }

  /**
   * From now on {@code listener} hears what a tenant may use, at once and whenever it changes; it
   * is quick, and never fails. Before the home is open: nobody changes anything yet.
   */
  public void onChange(BiConsumer<String, TenantLimits> listener) {
    listeners.add(listener);
    limits.forEach(listener);
  }

  /** What counts how much of {@code limit} a tenant uses. */
  public void counts(TenantLimit limit, ToLongFunction<String> use) {
    uses.put(limit, use);
  }

  /** How much of {@code limit} a tenant uses; 0 of what is not counted. */
  public long used(TenantLimit limit, String tenant) {
    ToLongFunction<String> use = uses.get(limit);
    return use == null ? 0 : use.applyAsLong(tenant);
  }

  /** What the log keeps of {@code tenant}, in bytes. */
  public long logBytes(String tenant) {
    return index.bytes(tenant);
  }

  /** What {@code tenant} may use. */
  public TenantLimits limits(String tenant) {
    return limits.getOrDefault(tenant, TenantLimits.NONE);
  }

  private long messages(String tenant) {
    MessageRate rate = rates.get(tenant);
    return rate == null ? 0 : rate.used(clock.nanos());
  }

  /**
   * Takes a message to an actor of {@code tenant} as one of those that it gets this second.
   *
   * @return 0 if it gets one, else how long until it does, in nanoseconds
   */
  public long takeMessage(String tenant) {
    MessageRate rate = rates.get(tenant);
    return rate == null ? 0 : rate.take(clock.nanos());
  }

  /** There was no room for a message that {@link #takeMessage} took. */
  public void giveBackMessage(String tenant) {
    MessageRate rate = rates.get(tenant);
    if (rate != null) {
      rate.giveBack();
    }
  }

  /** Why a message from outside with a body of so many bytes is not taken; null if it is. */
  public @Nullable Delivery refusal(String tenant, long bytes) {
    String full = full(tenant, bytes);
    if (full != null) {
      return new Delivery.QuotaExceeded(full);
    }
    return overRate(tenant);
  }

  /** Takes a message as {@link #takeMessage} does; null if it is one that the tenant gets. */
  public Delivery.@Nullable Overloaded overRate(String tenant) {
    long wait = takeMessage(tenant);
    if (wait == 0) {
      return null;
    }
    String reason =
        refused(
            tenant,
            TenantLimit.MESSAGES_PER_SECOND,
            String.format(
                Locale.ROOT,
                "the actors of the tenant %s get %,d messages a second, and no more",
                tenant,
                limits(tenant).get(TenantLimit.MESSAGES_PER_SECOND, 0)));
    return new Delivery.Overloaded(reason, Duration.ofNanos(wait));
  }

  private @Nullable String full(String tenant, long bytes) {
    Long most = limits(tenant).get(TenantLimit.BYTES);
    if (most == null) {
      return null;
    }
    long logged = index.bytes(tenant);
    if (logged + stored.atMost(tenant) + bytes <= most) {
      return null;
    }
    long kept = logged + stored.exactly(tenant);
    return kept + bytes <= most
        ? null
        : refused(
            tenant,
            TenantLimit.BYTES,
            String.format(
                Locale.ROOT,
                "the tenant %s keeps %,d bytes, and %,d are allowed: delete content that it does not need, or raise its limit",
                tenant,
                kept,
                most));
  }

  /** A refusal that was counted. */
  private String refused(String tenant, TenantLimit limit, String why) {
    refusals.computeIfAbsent(new Refused(tenant, limit), this::counted).increment();
    return why;
  }

  private LongAdder counted(Refused what) {
    LongAdder count = new LongAdder();
    refusalListeners.forEach(each -> each.accept(what, count));
    return count;
  }

  /**
   * Sees that {@code tenant} may put {@code bytes} of content into the store.
   *
   * @throws LimitException if it would keep more than it may
   */
  public void requireRoom(String tenant, long bytes) {
    String full = full(tenant, bytes);
    if (full != null) {
      throw new LimitException(full);
    }
  }

  /** {@code tenant} put content of {@code bytes} into the store. */
  public void stored(String tenant, long bytes) {
    stored.added(tenant, bytes);
  }

  /** Content of the store was collected. */
  public void collected() {
    stored.removed();
  }

  /**
   * Refuses a run of {@code tenant}, which has as many as it may.
   *
   * @param retryAfter when one of them may have ended
   */
  public LimitException busy(String tenant, Duration retryAfter) {
    return new LimitException(
        refused(
            tenant,
            TenantLimit.RUNS,
            String.format(
                Locale.ROOT,
                "the tenant %s has its %,d runs in flight: try again later",
                tenant,
                limits(tenant).get(TenantLimit.RUNS, 0))),
        retryAfter);
  }

  /**
   * What is refused.
   *
   * @param tenant to whom
   * @param limit for which limit
   */
  public record Refused(String tenant, TenantLimit limit) {}

  /**
   * From now on {@code listener} gets the counter of each limit that refuses a tenant something.
   */
  public void onRefusals(BiConsumer<Refused, LongAdder> listener) {
    refusalListeners.add(listener);
    refusals.forEach(listener);
  }

  /** The tenants that have actors or limits, and {@value Key#DEFAULT_TENANT}, by name. */
  public NavigableSet<String> names() {
    NavigableSet<String> names = index.tenants();
    names.addAll(configured.keySet());
    names.add(Key.DEFAULT_TENANT);
    return names;
  }

  /**
   * What {@code tenant} may use, and what it uses.
   *
   * @throws IllegalArgumentException if nothing can be called that
   * @throws ActorException if it has neither actors nor limits
   */
  public TenantReport report(String tenant) {
    check(tenant);
    if (!names().contains(tenant)) {
      throw new ActorException(
          ActorException.Reason.NOT_FOUND,
          "there is no tenant %s: it has neither actors nor limits".formatted(tenant));
    }
    return known(tenant);
  }

  private TenantReport known(String tenant) {
    TenantLimits set = index.recorded(tenant).limits();
    TenantLimits file = configured.getOrDefault(tenant, TenantLimits.NONE);
    List<TenantReport.Line> lines = new ArrayList<>();
    for (TenantLimit limit : TenantLimit.values()) {
      ToLongFunction<String> use = uses.get(limit);
      lines.add(
          new TenantReport.Line(
              limit,
              set.get(limit),
              file.get(limit),
              use == null ? null : Long.valueOf(use.applyAsLong(tenant))));
    }
    return new TenantReport(tenant, lines);
  }

  /**
   * What became of a change.
   *
   * @param report the tenant since then
   * @param head the end of the chain that says so; null if nothing was ever set
   * @param duplicate whether all of it was so already, and nothing was recorded
   */
  public record Change(TenantReport report, @Nullable Head head, boolean duplicate) {}

  /**
   * Sets limits of {@code tenant}, which need have nothing yet. It holds on return, and is durable.
   * What the tenant uses above a new limit stays; it gets no more of it.
   *
   * @param values the new values; empty takes a limit away: then what the settings say holds
   * @param principal who does, for the chain
   * @throws IllegalArgumentException if nothing can be called that, or a value is out of range
   */
  public Change set(String tenant, Map<TenantLimit, Optional<Long>> values, String principal) {
    check(tenant);
    values.forEach((limit, value) -> value.ifPresent(limit::check));
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      TenantIndex.Recorded before = index.recorded(tenant);
      List<LimitChange> changes = new ArrayList<>();
      for (TenantLimit limit : TenantLimit.values()) {
        Optional<Long> value = values.get(limit);
        Long old = before.limits().get(limit);
        if (value != null && !value.equals(Optional.ofNullable(old))) {
          changes.add(new LimitChange(limit, old, value.orElse(null)));
        }
      }
      if (changes.isEmpty()) {
        return new Change(known(tenant), before.head(), true);
      }
      Block block = block(tenant, before.head(), changes, principal);
      if (chains.append(block, Expected.ANY).await() instanceof Append.Appended) {
        return new Change(known(tenant), block.head(), false);
      }
    }
    throw new ActorException(
        ActorException.Reason.RETRY,
        "the limits of %s change all the time: try again".formatted(tenant));
  }

  private Block block(
      String tenant, @Nullable Head before, List<LimitChange> changes, String principal) {
    List<String> texts = changes.stream().map(LimitChange::text).toList();
    List<Event> events = new ArrayList<>();
    events.add(
        Event.of(
            "append",
            new EventData.Message(
                null,
                EventData.Lane.NORMAL,
                1,
                Bytes.utf8(String.join("; ", texts)),
                null,
                null,
                null,
                null,
                EventMetadata.of(Map.of(PRINCIPAL, principal)))));
    changes.forEach(change -> events.add(change.event()));
    return Block.of(
        new BlockHeader(
            TenantIndex.chain(tenant),
            before == null ? 0 : before.height() + 1,
            before == null ? Hash.ZERO : before.hash(),
            blockMillis.getAsLong(),
            null,
            Metering.LATEST.version(),
            entropy.bytes(BlockHeader.SEED_SIZE),
            null,
            List.of(),
            Outcome.RETURNED,
            null),
        events);
  }

  private static void check(String tenant) {
    Key _ = new Key(tenant, Key.DEFAULT_CATEGORY, "any");
  }
}
