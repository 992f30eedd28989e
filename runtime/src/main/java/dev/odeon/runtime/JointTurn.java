package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Pending;
import dev.odeon.chain.BlockHeader;
import dev.odeon.chain.Event;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.Limits;
import dev.odeon.host.PluginResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns of several plug-ins that become one commit: the actors are taken in the order of their
 * keys, so that no two wait for each other; each run sees what those before it set; and then all of
 * it is kept, or none. Owned by the thread that took it; the runs may be on another one meanwhile.
 */
public final class JointTurn implements AutoCloseable {
  /** How often it is looked whether a wait was cancelled. */
  private static final long LOOK_NANOS = 50_000_000;

  private final Node node;
  private final SortedMap<Key, Loan> loans = new TreeMap<>();
  private final Map<Key, Live> now = new HashMap<>();
  private final List<Step> steps = new ArrayList<>();

  /** A run, the actor before it, and the block that it would end as. */
  private record Step(Actor actor, Live before, NextBlock next) {}

  private JointTurn(Node node) {
    this.node = node;
  }

  /**
   * Waits until all of {@code keys} are lent.
   *
   * @param deadlineNanos when it is too late, by the monotonic clock
   * @return null if it became too late, or was cancelled
   */
  static @Nullable JointTurn take(
      Node node, SortedSet<Key> keys, long deadlineNanos, Cancellation cancellation) {
    JointTurn joint = new JointTurn(node);
    boolean all = false;
    try {
      all = keys.stream().allMatch(key -> joint.take(key, deadlineNanos, cancellation));
      return all ? joint : null;
    } finally {
      if (!all) {
        joint.close();
      }
    }
  }

  private boolean take(Key key, long deadlineNanos, Cancellation cancellation) {
    Loan loan = new Loan(node.actor(key), node.ports().threads());
    loans.put(key, loan);
    if (loan.actor().deliver(new Order.Lend(loan, pending())) instanceof Delivery.Full(int most)) {
      throw new NotTakenException("%d calls wait for %s already".formatted(most, key));
    }
    long left = deadlineNanos - node.clock().nanos();
    while (left > 0 && !cancellation.cancelled()) {
      if (loan.taken().await(node.clock(), Math.min(left, LOOK_NANOS)).isPresent()) {
        return true;
      }
      left = deadlineNanos - node.clock().nanos();
    }
    return false;
  }

  /**
   * Runs one of the plug-ins, on the calling thread, after all that ran before.
   *
   * @param limits what it may use, but for the time
   * @param deadlineNanos when it must be over, by the monotonic clock
   * @throws NotTakenException if it is not loaded any more
   * @throws dev.odeon.engine.OverloadedException if the machine lacks the memory
   */
  public PluginResult run(
      Key key, Bytes input, Limits limits, long deadlineNanos, Cancellation cancellation) {
    Loan loan = loans.get(key);
    if (loan == null) {
      throw new IllegalArgumentException(key + " is not among those that were taken");
    }
    PluginRun run = new PluginRun(input, limits, deadlineNanos, cancellation);
    PluginResult late = PluginTurns.late(node.clock(), run);
    if (late != null) {
      return late;
    }
    Live before = now.computeIfAbsent(key, _ -> loan.actor().loaded());
    NextBlock next = PluginTurns.taken(node, loan.actor(), before, run);
    steps.add(new Step(loan.actor(), before, next));
    now.put(key, next.after());
    PluginResult result = run.result();
    if (result == null) {
      throw new IllegalStateException("a run of " + key + " had no result");
    }
    return result;
  }

  /**
   * Keeps all of it. Blocks until it is durable.
   *
   * @throws NotTakenException if it cannot be recorded; nothing was kept then
   */
  public void commit() {
    commit(steps.stream().map(step -> Map.entry(step.actor, step.next)).toList());
  }

  /**
   * Keeps nothing that was set, but tells what was run. A run that returned is recorded as
   * cancelled, and so is one that saw what another set, since neither can be repeated from what is
   * kept. Blocks until it is durable.
   *
   * @throws NotTakenException if it cannot be recorded
   */
  public void takeBack() {
    Map<Key, Live> kept = new HashMap<>();
    List<Map.Entry<Actor, NextBlock>> told = new ArrayList<>(steps.size());
    for (Step step : steps) {
      Key key = step.actor.key();
      Live before = kept.computeIfAbsent(key, _ -> step.actor.loaded());
      NextBlock next = takenBack(step, before);
      kept.put(key, next.after());
      told.add(Map.entry(step.actor, next));
    }
    commit(told);
  }

  private static NextBlock takenBack(Step step, Live before) {
    Turn turn = step.next.turn();
    BlockHeader header = step.next.block().header();
    boolean repeatable =
        !(turn.outcome() instanceof Outcome.Returned) && step.before.state() == before.state();
    Event cause = turn.events().getFirst();
    return NextBlock.of(
        step.actor.key(),
        before,
        before.registration(),
        before.guest(),
        new Turn(
            repeatable ? turn.outcome() : new Outcome.Cancelled(),
            List.of(cause),
            before.state(),
            null,
            turn.fuel()),
        new Moment(header.timeMillis(), header.seed()),
        List.of());
  }

  private void commit(List<Map.Entry<Actor, NextBlock>> blocks) {
    if (blocks.isEmpty()) {
      close();
      return;
    }
    Pending<Answer> last = pending();
    List<JointCommit.Part> parts = new ArrayList<>(blocks.size());
    JointCommit commit = new JointCommit(parts);
    try {
      blocks.forEach(each -> parts.add(each.getKey().enter(each.getValue(), new Order.Step(last))));
      commit.submit(node);
    } catch (RuntimeException | Error e) {
      commit.settled(null, new NotTakenException("the host failed: " + e));
      throw e;
    } finally {
      close();
    }
    if (last.await() instanceof Answer.NotTaken(String reason)) {
      throw new NotTakenException(reason);
    }
  }

  /** Gives back what was taken; what was run and not kept never was. */
  @Override
  public void close() {
    loans.values().forEach(Loan::end);
    loans.clear();
  }

  private Pending<Answer> pending() {
    return new Pending<>(node.ports().threads());
  }
}
