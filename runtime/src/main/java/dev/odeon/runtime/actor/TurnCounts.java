package dev.odeon.runtime.actor;

import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.chain.BlockHeader;
import dev.odeon.host.Diagnostics;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * How the turns of a home ended since it was opened: each is counted once it is durable, or once it
 * is known that it cannot be, and one that failed is logged. Thread-safe.
 */
public final class TurnCounts {
  private static final Logger LOG = System.getLogger(TurnCounts.class.getName());

  /** How a turn ended. */
  public enum Ending {
    /** The guest returned. */
    RETURNED,
    /** The guest refused. */
    REJECTED,
    /** The guest broke a rule. */
    TRAPPED,
    /** The guest was stopped at a limit. */
    EXHAUSTED,
    /** Its caller cancelled it. */
    CANCELLED,
    /** Its block could not be written: the disk is full or failed, or the chain moved on. */
    UNWRITTEN
  }

  /** How many tenants are told apart: the turns of further ones are those of {@link #OTHERS}. */
  static final int TENANTS_MAX = 1_000;

  /** What all tenants are called that are not told apart; none can have that name. */
  static final String OTHERS = "(others)";

  private final Map<String, TenantTurns> tenants = new ConcurrentHashMap<>();
  private final Collection<Consumer<TenantTurns>> listeners = new CopyOnWriteArrayList<>();

  TurnCounts() {
    TenantTurns _ = of(Key.DEFAULT_TENANT);
  }

  /** How many turns ended so. */
  public long count(Ending ending) {
    return tenants.values().stream().mapToLong(each -> each.count(ending)).sum();
  }

  /** Gives {@code listener} each tenant that has actors in memory, or had, now and from now on. */
  public void onTenant(Consumer<TenantTurns> listener) {
    List<TenantTurns> known;
    synchronized (tenants) {
      listeners.add(listener);
      known = List.copyOf(tenants.values());
    }
    known.forEach(listener);
  }

  /** The turns of a tenant. */
  TenantTurns of(String tenant) {
    TenantTurns known = tenants.get(tenant);
    return known == null ? added(tenant) : known;
  }

  private TenantTurns added(String tenant) {
    String name = tenants.size() < TENANTS_MAX ? tenant : OTHERS;
    TenantTurns made = new TenantTurns(name);
    synchronized (tenants) {
      TenantTurns before = tenants.putIfAbsent(name, made);
      if (before != null) {
        return before;
      }
    }
    listeners.forEach(listener -> listener.accept(made));
    return made;
  }

  /**
   * A turn is durable.
   *
   * @param header of its block
   * @param said what the guest said beside what the block tells
   */
  void durable(BlockHeader header, Diagnostics said) {
    Key key = header.key();
    Outcome outcome = header.outcome();
    Ending ending = ending(outcome);
    of(key.tenant()).ended(ending, header.fuel());
    switch (ending) {
      case TRAPPED, EXHAUSTED -> failed(key, outcome, said.line());
      case REJECTED, CANCELLED ->
          LOG.log(Level.INFO, "turn refused actor={0} outcome={1}", key, outcome.text());
      case RETURNED, UNWRITTEN -> {}
    }
  }

  private static void failed(Key key, Outcome outcome, String details) {
    LOG.log(
        Level.WARNING,
        "turn failed actor={0} outcome={1}" + (details.isEmpty() ? "" : " details={2}"),
        key,
        outcome.text(),
        details);
  }

  /** The block of a turn of {@code key} was not written. */
  void unwritten(Key key, String why) {
    of(key.tenant()).ended(Ending.UNWRITTEN, null);
    LOG.log(Level.WARNING, "turn not recorded actor={0} reason={1}", key, why);
  }

  private static Ending ending(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Returned _ -> Ending.RETURNED;
      case Outcome.Rejected _ -> Ending.REJECTED;
      case Outcome.Trapped _ -> Ending.TRAPPED;
      case Outcome.Exhausted _ -> Ending.EXHAUSTED;
      case Outcome.Cancelled _ -> Ending.CANCELLED;
    };
  }
}
