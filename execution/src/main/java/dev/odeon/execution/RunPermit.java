package dev.odeon.execution;

import dev.odeon.engine.GuestRun;
import dev.odeon.engine.RunPacing;
import dev.odeon.runtime.RunPlace;
import dev.odeon.runtime.actor.Plugins;
import org.jspecify.annotations.Nullable;

/**
 * What the runs of one call go on under, on a thread that is no guest thread: a permit, until they
 * must give way to others; from then on the place of a guest thread, which they get and give back
 * as turns do. Owned by that thread.
 */
final class RunPermit implements RunPacing, AutoCloseable {
  private final Permits permits;
  private final Plugins plugins;
  private final String tenant;
  private boolean isPermitted = true;

  /** One of those that its tenant may have; from the place on, the guest threads count it. */
  private Plugins.@Nullable TenantRun counted;

  /** Null as long as it had no slice of time. */
  private @Nullable RunPlace place;

  /** A call of {@code tenant} that entered {@code permits}. */
  RunPermit(Permits permits, Plugins plugins, String tenant) {
    this.permits = permits;
    this.plugins = plugins;
    this.tenant = tenant;
  }

  /**
   * Begins.
   *
   * @throws dev.odeon.runtime.LimitException if the tenant has as many runs as it may
   */
  void begin() {
    counted = plugins.begin(tenant);
  }

  private RunPlace place() {
    RunPlace known = place;
    if (known == null) {
      known = plugins.borrowPlace(tenant);
      place = known;
    }
    return known;
  }

  /** If another tenant that had less waits for a guest thread, or calls wait and none is let in. */
  @Override
  public boolean mustGiveWay(GuestRun run) {
    return place().mustGiveWay() || isPermitted && permits.isFull();
  }

  @Override
  public void giveWay(GuestRun run) {
    place().giveWay(run, this::leave);
  }

  private void leave() {
    if (isPermitted) {
      isPermitted = false;
      permits.leave();
      end();
    }
  }

  /** It is none of those that its tenant may have any more. */
  void end() {
    Plugins.TenantRun run = counted;
    counted = null;
    if (run != null) {
      run.close();
    }
  }

  @Override
  public void close() {
    RunPlace borrowed = place;
    if (borrowed != null) {
      borrowed.close();
    }
    leave();
  }
}
