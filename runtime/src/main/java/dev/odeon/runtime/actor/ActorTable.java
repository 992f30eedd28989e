package dev.odeon.runtime.actor;

import dev.odeon.base.Key;
import dev.odeon.base.Pending;
import dev.odeon.base.Ports;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.ActorLoad;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.TurnRequest;
import dev.odeon.runtime.index.OpenRequest;
import dev.odeon.runtime.tenant.Tenants;
import dev.odeon.runtime.turn.Scheduler;
import dev.odeon.runtime.turn.TurnRecovery;
import dev.odeon.runtime.turn.TurnRunner;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The actors that have something to do, or have done it a short while ago: an object each, made
 * when it is first needed, and forgotten when the actor leaves memory. Any thread.
 */
final class ActorTable {
  private static final Duration PASSED = Duration.ofSeconds(-1);

  /** The longest wait that is told from others: clocks can hold it. */
  static final Duration LONGEST = Duration.ofDays(36_500);

  private final Ports ports;
  private final Settings settings;
  private final Scheduler scheduler;
  private final Deadlines deadlines;
  private final ActorMemory memory;
  private final TurnRunner runner;
  private final TurnWriter writer;
  private final TurnRecovery recovery;
  private final Deduplication deduplication;
  private @Nullable Outbox outbox;
  private Runnable wake = () -> {};
  private @Nullable Tenants tenants;
  private final Map<Key, Actor> actors = new ConcurrentHashMap<>();

  ActorTable(
      Ports ports,
      Settings settings,
      Scheduler scheduler,
      Deadlines deadlines,
      ActorMemory memory,
      TurnRunner runner,
      TurnWriter writer,
      TurnRecovery recovery,
      Deduplication deduplication) {
    this.ports = ports;
    this.settings = settings;
    this.scheduler = scheduler;
    this.deadlines = deadlines;
    this.memory = memory;
    this.runner = runner;
    this.writer = writer;
    this.recovery = recovery;
    this.deduplication = deduplication;
  }

  private Actor make(Key key) {
    Mailbox<ActorTask> mailbox = new Mailbox<>(settings.mailboxCapacity());
    InFlightTurns inFlight =
        new InFlightTurns(settings.unsyncedTurns(), deduplication.open().waiters());
    return new Actor(key, this, mailbox, inFlight, memory, runner, writer, recovery, deduplication);
  }

  Ports ports() {
    return ports;
  }

  Scheduler scheduler() {
    return scheduler;
  }

  /** Which actors may act now. */
  Pauses pauses() {
    return memory.pauses();
  }

  ActorMemory memory() {
    return memory;
  }

  TurnRunner runner() {
    return runner;
  }

  TurnWriter writer() {
    return writer;
  }

  Settings settings() {
    return settings;
  }

  /**
   * What {@code use} makes of the one object that runs {@code key}.
   *
   * @param use null if the object is retired: then it gets the next one
   */
  <T> T ask(Key key, Function<Actor, @Nullable T> use) {
    while (true) {
      T result = use.apply(actors.computeIfAbsent(key, this::make));
      if (result != null) {
        return result;
      }
    }
  }

  /**
   * Puts a task in that waits its turn, if there is room.
   *
   * @param here whether the calling thread may run it
   */
  Delivery deliver(Key key, ActorTask task, boolean here) {
    return ask(key, actor -> actor.deliver(task, here));
  }

  /** Puts in a message of another actor, if there is room; if not, its outbox is told of room. */
  Delivery deliverSent(Key key, ActorTask task) {
    return ask(key, actor -> actor.deliverSent(task));
  }

  /** Says what delivers what actors send to each other: before the first of them runs. */
  void deliversBy(Outbox delivering) {
    outbox = delivering;
    delivering.attach(this);
  }

  /** Says what goes on with what earlier processes left, if it did not yet. */
  void wakes(Runnable call) {
    wake = call;
  }

  /** An actor is asked to act: what earlier processes left goes on, too. */
  void wake() {
    wake.run();
  }

  /** What delivers what actors send to each other. */
  Outbox outbox() {
    return Objects.requireNonNull(outbox);
  }

  /** Says what tenants may use: before the first actor runs. */
  void limitedBy(Tenants limiting) {
    tenants = limiting;
  }

  /** The tenants, and what each of them may use. */
  Tenants tenants() {
    return Objects.requireNonNull(tenants);
  }

  /** Runs {@code action}, which never blocks, after {@code nanos}. */
  void after(long nanos, Runnable action) {
    deadlines.at(ports.clock().nanos() + nanos, action).start();
  }

  /** Puts a task in that goes before all messages. */
  void control(Key key, ActorTask task) {
    boolean _ = ask(key, actor -> actor.control(task) ? Boolean.TRUE : null);
  }

  /**
   * The same unless they are closing, or the actor may take no turn.
   *
   * @throws ActorException saying why not
   */
  void submit(Key key, ActorTask task) {
    writer.checkOpen();
    memory.refuseDamaged(key);
    control(key, task);
  }

  /** Puts a task in that comes after all messages there are, however many. */
  void last(Key key, ActorTask task) {
    boolean _ = ask(key, actor -> actor.last(task) ? Boolean.TRUE : null);
  }

  /** {@code actor} takes nothing any more. */
  void forget(Actor actor) {
    boolean _ = actors.remove(actor.key(), actor);
  }

  /** What tells of earlier messages, and of the requests that wait for an answer. */
  Deduplication deduplication() {
    return deduplication;
  }

  /** Has the open requests closed whose deadlines passed, once it is started. */
  RequestExpiry expiry(Function<OpenRequest, Pending<Answer>> close) {
    RequestExpiry expiry =
        new RequestExpiry(requests().durable(), deadlines, ports.clock(), runner.clock(), close);
    requests().onOpened(expiry::opened);
    return expiry;
  }

  /** The requests that wait for an answer. */
  OpenRequests requests() {
    return deduplication.open();
  }

  /**
   * Ends the threads of the actors; false if some still run at {@code deadlineNanos}. These end
   * once what they do is done.
   */
  boolean end(long deadlineNanos) {
    boolean ended = scheduler.close(ports.clock(), deadlineNanos);
    deadlines.close();
    return ended;
  }

  /** How many tasks wait in all mailboxes. */
  long waiting() {
    return actors.values().stream().mapToLong(Actor::waiting).sum();
  }

  /** How many tasks wait in the mailboxes of a tenant's actors. */
  long waiting(String tenant) {
    return of(tenant).mapToLong(Actor::waiting).sum();
  }

  /** The first {@code most} of a tenant's actors by {@code order}. */
  List<ActorLoad> loads(String tenant, Comparator<ActorLoad> order, int most) {
    PriorityQueue<ActorLoad> first = new PriorityQueue<>(order.reversed());
    of(tenant)
        .map(Actor::load)
        .forEach(load -> {
          first.add(load);
          if (first.size() > most) {
            first.remove();
          }
        });
    return first.stream().sorted(order).toList();
  }

  private Stream<Actor> of(String tenant) {
    return actors.values().stream().filter(actor -> actor.key().tenant().equals(tenant));
  }

  /** How many objects there are. */
  int size() {
    return actors.size();
  }

  /**
   * The task of taking {@code request}, whose deadline begins with {@link ActorTask.Take#expiry}.
   */
  ActorTask.Take task(TurnRequest request) {
    Duration deadline = request.deadline();
    Duration asked = deadline == null ? settings.requestAge() : deadline;
    Duration atMost = asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    Duration wait = atMost.compareTo(PASSED) < 0 ? PASSED : atMost;
    long due = ports.clock().nanos() + wait.toNanos();
    long wall = ports.clock().millis() + wait.toMillis();
    Pending<Answer> answer = pending();
    return new ActorTask.Take(
        request,
        due,
        deadline == null ? ActorTask.Take.NEVER : Math.max(0, wall),
        deadlines.at(due, () -> answer.complete(new Answer.DeadlineExceeded())),
        answer);
  }

  /**
   * Hands a request to its actor, which may not be loaded or running.
   *
   * @param here whether the calling thread, which waits for the answer, may run the turn
   */
  Delivery take(TurnRequest request, boolean here) {
    ActorTask.Take task = task(request);
    Delivery delivery = deliver(request.to(), task, here);
    if (request.deadline() != null && delivery instanceof Delivery.Accepted) {
      task.expiry().start();
    }
    return delivery;
  }

  /** Those that took no turn for a while leave memory. */
  void sweep() {
    memory.idle().forEach(this::leave);
  }

  /** Asks {@code key} to leave memory, if it is there. */
  void leave(Key key) {
    Actor actor = actors.get(key);
    if (actor != null) {
      boolean _ = actor.control(new ActorTask.Leave(pending()));
    }
  }

  /** Asks all of them to leave memory once they have done what waits. */
  List<Pending<Answer>> leaveAll() {
    return actors.values().stream().map(this::leaveLast).toList();
  }

  private Pending<Answer> leaveLast(Actor actor) {
    Pending<Answer> left = pending();
    if (!actor.last(new ActorTask.Leave(left))) {
      left.complete(new Answer.Refused("left memory"));
    }
    return left;
  }

  <T> Pending<T> pending() {
    return new Pending<>(ports.threads());
  }
}
