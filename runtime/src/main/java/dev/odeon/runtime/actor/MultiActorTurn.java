package dev.odeon.runtime.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Pending;
import dev.odeon.chain.AppendCondition;
import dev.odeon.chain.BlockHeader;
import dev.odeon.chain.Event;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.Limits;
import dev.odeon.host.PluginResult;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.RefusedException;
import dev.odeon.runtime.StreamTurn;
import dev.odeon.runtime.turn.Guest;
import dev.odeon.runtime.turn.LoadedActor;
import dev.odeon.runtime.turn.PreparedBlock;
import dev.odeon.runtime.turn.TimeAndSeed;
import dev.odeon.runtime.turn.Turn;
import dev.odeon.runtime.turn.TurnRunner;
import dev.odeon.runtime.turn.TurnStart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Turns of several plug-ins that become one commit: the actors are taken in the order of their
 * keys, so that no two wait for each other; each run sees what those before it set; and then all of
 * it is kept, or none. Owned by the thread that took it; the runs may be on another one meanwhile.
 */
public final class MultiActorTurn implements AutoCloseable {
  /** How often it is looked whether a wait was cancelled. */
  private static final long LOOK_NANOS = 50_000_000;

  private final ActorTable table;
  private final SortedMap<Key, ActorLease> leases = new TreeMap<>();
  private final Map<Key, LoadedActor> now = new HashMap<>();
  private final List<Step> steps = new ArrayList<>();

  /** A run, the actor before it, and the block that it would end as. */
  private record Step(Actor actor, LoadedActor before, PreparedBlock next) {}

  private MultiActorTurn(ActorTable table) {
    this.table = table;
  }

  /**
   * Waits until all of {@code keys} are lent.
   *
   * @param deadlineNanos when it is too late, by the monotonic clock
   * @return null if it became too late, or was cancelled
   */
  static @Nullable MultiActorTurn take(
      ActorTable table, SortedSet<Key> keys, long deadlineNanos, Cancellation cancellation) {
    MultiActorTurn joint = new MultiActorTurn(table);
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
    ActorLease[] asked = new ActorLease[1];
    Delivery delivery =
        table.ask(
            key,
            actor -> {
              asked[0] = new ActorLease(actor, table.ports().threads());
              return actor.deliver(new ActorTask.Lend(asked[0], table.pending()), false);
            });
    ActorLease lease = asked[0];
    leases.put(key, lease);
    if (delivery instanceof Delivery.Full(int most)) {
      throw new RefusedException("%d calls wait for %s already".formatted(most, key));
    }
    long left = deadlineNanos - table.ports().clock().nanos();
    while (left > 0 && !cancellation.cancelled()) {
      if (lease.taken().await(table.ports().clock(), Math.min(left, LOOK_NANOS)).isPresent()) {
        return true;
      }
      left = deadlineNanos - table.ports().clock().nanos();
    }
    return false;
  }

  /**
   * Runs one of the plug-ins, on the calling thread, after all that ran before.
   *
   * @param limits what it may use, but for the time
   * @param deadlineNanos when it must be over, by the monotonic clock
   * @throws RefusedException if it is not loaded any more
   * @throws dev.odeon.engine.OverloadedException if the machine lacks the memory
   */
  public PluginResult run(
      Key key, Bytes input, Limits limits, long deadlineNanos, Cancellation cancellation) {
    ActorLease lease = leases.get(key);
    if (lease == null) {
      throw new IllegalArgumentException(key + " is not among those that were taken");
    }
    PluginCall call =
        new PluginCall(
            table.ports().clock(), key, null, input, limits, deadlineNanos, cancellation);
    if (call.isLate()) {
      return call.late();
    }
    LoadedActor before = now.computeIfAbsent(key, _ -> lease.actor().state().loaded());
    Guest guest = before.guest();
    if (!before.runs() || guest == null || !guest.code().takes(call.export())) {
      throw new RefusedException(call.refusal(""));
    }
    TurnStart start = TurnStart.of(before, guest, call, 1, null);
    TurnRunner.Ran ran = table.runner().live(lease.actor(), before, start);
    steps.add(new Step(lease.actor(), before, ran.next()));
    now.put(key, ran.next().after());
    return (PluginResult) Objects.requireNonNull(ran.result());
  }

  /**
   * Keeps all of it. Blocks until it is durable.
   *
   * @throws RefusedException if it cannot be recorded; nothing was kept then
   */
  public void commit() {
    commit(steps.stream().map(step -> Map.entry(step.actor, step.next)).toList());
  }

  /**
   * Keeps nothing that was set, but tells what was run. A run that returned is recorded as
   * cancelled, and so is one that saw what another set, since neither can be repeated from what is
   * kept. Blocks until it is durable.
   *
   * @throws RefusedException if it cannot be recorded
   */
  public void recordAsCancelled() {
    Map<Key, LoadedActor> kept = new HashMap<>();
    List<Map.Entry<Actor, PreparedBlock>> told = new ArrayList<>(steps.size());
    for (Step step : steps) {
      Key key = step.actor.key();
      LoadedActor before = kept.computeIfAbsent(key, _ -> step.actor.state().loaded());
      PreparedBlock next = asCancelled(step, before);
      kept.put(key, next.after());
      told.add(Map.entry(step.actor, next));
    }
    commit(told);
  }

  private PreparedBlock asCancelled(Step step, LoadedActor before) {
    Turn turn = step.next.turn();
    BlockHeader header = step.next.block().header();
    boolean repeatable =
        !(turn.outcome() instanceof Outcome.Returned) && step.before.state() == before.state();
    Event cause = turn.events().getFirst();
    return PreparedBlock.of(
        table.runner().codec(),
        step.actor.key(),
        before,
        before.registration(),
        before.guest(),
        new Turn(
            repeatable ? turn.outcome() : new Outcome.Cancelled(),
            List.of(cause),
            before.state(),
            null,
            turn.fuel(),
            null),
        new TimeAndSeed(header.timeMillis(), header.seed()),
        List.of());
  }

  private void commit(List<Map.Entry<Actor, PreparedBlock>> blocks) {
    if (blocks.isEmpty()) {
      close();
      return;
    }
    Pending<Answer> last = pending();
    List<TurnWriter.Part> parts = new ArrayList<>(blocks.size());
    try {
      blocks.forEach(each ->
          parts.add(each.getKey().state().advance(each.getValue(), new ActorTask.Step(last))));
      table.writer().submit(parts);
    } catch (RuntimeException | Error e) {
      table.writer().settled(parts, null, new RefusedException("the host failed: " + e));
      throw e;
    } finally {
      close();
    }
    if (last.await() instanceof Answer.Refused(String reason)) {
      throw new RefusedException(reason);
    }
  }

  /**
   * Takes a turn of each stream, which runs no guest, and keeps all of them or none. Blocks until
   * that is durable.
   *
   * @param condition what must not be there when they are written; null for nothing
   * @return the answer of each; of the first one alone that is not taken, if one is not
   */
  SortedMap<Key, Answer> append(
      SortedMap<Key, StreamTurn> turns, @Nullable AppendCondition condition) {
    SortedMap<Key, Pending<Answer>> asked = new TreeMap<>();
    List<TurnWriter.Part> parts = new ArrayList<>(turns.size());
    try {
      List<Recorded> recorded = new ArrayList<>(turns.size());
      for (StreamTurn turn : turns.values()) {
        Actor actor = Objects.requireNonNull(leases.get(turn.to())).actor();
        ActorTask.Take task = table.task(turn);
        PreparedBlock next = actor.messages().prepare(task, turn);
        if (next == null) {
          close();
          return new TreeMap<>(Map.of(turn.to(), task.answer().await()));
        }
        recorded.add(new Recorded(actor, task, next));
      }
      for (Recorded each : recorded) {
        asked.put(each.actor.key(), each.task.answer());
        parts.add(each.actor.state().advance(each.next, each.task, condition != null));
      }
      table.writer().submit(parts, condition);
    } catch (RuntimeException | Error e) {
      table.writer().settled(parts, null, new RefusedException("the host failed: " + e));
      throw e;
    } finally {
      close();
    }
    SortedMap<Key, Answer> answers = new TreeMap<>();
    asked.forEach((key, answer) -> answers.put(key, answer.await()));
    return answers;
  }

  /** A turn that runs no guest. */
  private record Recorded(Actor actor, ActorTask.Take task, PreparedBlock next) {}

  /** Gives back what was taken; what was run and not kept never was. */
  @Override
  public void close() {
    leases.values().forEach(ActorLease::end);
    leases.clear();
  }

  private Pending<Answer> pending() {
    return table.pending();
  }
}
