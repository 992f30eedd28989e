package dev.odeon.runtime.actor;

import dev.odeon.runtime.ActorLoad;
import java.util.List;

/** How much there is to do. Any thread may ask. */
public final class Workload {
  private final ActorTable table;
  private final Timers timers;

  Workload(ActorTable table, Timers timers) {
    this.table = table;
    this.timers = timers;
  }

  /** How many timers of the home wait. */
  public int timers() {
    return timers.count();
  }

  /** How many actors have an object in memory: those that had something to do a short while ago. */
  public int inMemory() {
    return table.size();
  }

  /** How the turns ended since the home was opened. */
  public TurnCounts turnCounts() {
    return table.writer().counts();
  }

  /**
   * What those of a tenant's actors use that are in memory, the largest first.
   *
   * @param most how many of them
   */
  public List<ActorLoad> loads(String tenant, ActorLoad.Rank rank, int most) {
    return table.loads(tenant, rank.order(), most);
  }

  /** How many messages and other tasks wait in the mailboxes of a tenant's actors. */
  public long waiting(String tenant) {
    return table.waiting(tenant);
  }

  /** How many messages and other tasks wait in all mailboxes. */
  public long waiting() {
    return table.waiting();
  }

  /** How many guests are parked in host calls. */
  public int parked() {
    return table.scheduler().parked();
  }

  /** How many messages between actors are not delivered yet, those of turns in flight included. */
  public long outboxWaiting() {
    return table.outbox().waiting();
  }

  /** What the states of the actors in memory take, in bytes. */
  public long stateBytes() {
    return table.memory().stateBytes();
  }
}
