package dev.odeon.runtime.actor;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What the turns of one tenant were since the home was opened. Thread-safe. */
public final class TenantTurns {
  private final String tenant;
  private final Map<TurnCounts.Ending, LongAdder> endings = new EnumMap<>(TurnCounts.Ending.class);
  private final LongAdder fuel = new LongAdder();
  private final LongAdder nanos = new LongAdder();

  TenantTurns(String tenant) {
    this.tenant = tenant;
    for (TurnCounts.Ending ending : TurnCounts.Ending.values()) {
      endings.put(ending, new LongAdder());
    }
  }

  /** Whose they are; of several if there are too many to tell apart. */
  public String tenant() {
    return tenant;
  }

  /** How many there were. */
  public long count() {
    return endings.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** How many ended so. */
  public long count(TurnCounts.Ending ending) {
    LongAdder count = endings.get(ending);
    return count == null ? 0 : count.sum();
  }

  /** The fuel that they used. */
  public long fuel() {
    return fuel.sum();
  }

  /** How long they held a guest thread, in nanoseconds. */
  public long nanos() {
    return nanos.sum();
  }

  /** One ended so, and used that much fuel; null if no guest ran. */
  void ended(TurnCounts.Ending ending, @Nullable Long used) {
    LongAdder count = endings.get(ending);
    if (count != null) {
      count.increment();
    }
    if (used != null) {
      fuel.add(used);
    }
  }

  /** A guest thread was busy with one for that long. */
  void ran(long took) {
    nanos.add(took);
  }
}
