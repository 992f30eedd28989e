package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Pending;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.Limits;
import dev.odeon.engine.LoadRequest;
import dev.odeon.host.PluginModule;
import dev.odeon.host.PluginResult;
import java.util.List;
import java.util.SortedSet;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The plug-ins of one home: each is an actor of the category {@value #CATEGORY}, whose chain tells
 * what code it has and, if it keeps a state, every run. Any thread that is not interrupted may call
 * any method; one that blocks says so.
 */
public final class Plugins {
  /** The category of their keys; the id is a UUID. */
  public static final String CATEGORY = "binary";

  /** The reason in the chain of a plug-in whose state was dropped too. */
  static final String PURGED = "unloaded with its state";

  private static final String UNLOADED = "unloaded";

  private final Node node;
  private final Guests guests;
  private final GuestThreads threads;

  /** How work gets to a guest thread. */
  interface GuestThreads {
    <T> T run(Supplier<T> work);
  }

  Plugins(Node node, Guests guests, GuestThreads threads) {
    this.node = node;
    this.guests = guests;
    this.threads = threads;
  }

  /** The key of a plug-in. */
  public static Key key(String tenant, UUID id) {
    return new Key(tenant, CATEGORY, id.toString());
  }

  /** What a run may use at most, by the settings of the home. */
  public Limits limits() {
    return guests.pluginLimits();
  }

  /**
   * The plug-in that {@code module} is, ready to run; nothing is loaded.
   *
   * @throws dev.odeon.engine.ModuleException if it is no module, or not one that can be compiled
   * @throws dev.odeon.host.LinkException if it is no plug-in
   * @throws dev.odeon.engine.LoadException if it was not compiled, for what {@code load} says
   */
  public PluginModule prepare(Bytes module, LoadRequest load) {
    return guests.plugin(module, load);
  }

  /**
   * Makes {@code module} the code of {@code key} from now on: it is loaded, again, or in the place
   * of other code, whose state stays. Blocks until that is durable.
   *
   * @throws NotTakenException if it cannot be recorded
   */
  public void load(Key key, PluginManifest manifest, Bytes module) {
    Pending<Answer> answer = pending();
    Guest guest = guests.of(manifest, module, LoadRequest.of(key.tenant()));
    node.loader().examine(guest);
    order(key, new Order.Load(guest, manifest.source(), module, answer));
    taken(answer.await());
  }

  /**
   * Takes a plug-in away. Blocks until that is durable.
   *
   * @param purge whether its state is dropped too
   * @throws ActorException if it is not loaded
   * @throws NotTakenException if it cannot be recorded
   */
  public void unload(Key key, boolean purge) {
    Pending<Answer> answer = pending();
    order(key, new Order.Stop(purge ? PURGED : UNLOADED, purge, answer));
    taken(answer.await());
  }

  /** All of them whose first load is durable, of all tenants, unloaded ones included. */
  public List<Registration> list() {
    return node.directory().all(CATEGORY);
  }

  /** What is known of {@code key}; null if it was never loaded. */
  public @Nullable Registration find(Key key) {
    return node.directory().get(key);
  }

  /** Whether its state was dropped when it was unloaded. */
  public static boolean purged(Registration registration) {
    return registration.status() == Registration.Status.STOPPED
        && registration.reason().endsWith(PURGED);
  }

  /**
   * The manifest of a plug-in.
   *
   * @throws RuntimeException of one line if the home has lost it, or it is damaged
   */
  public PluginManifest manifest(Registration registration) {
    return PluginManifest.parse(node.loader().content(registration.manifest()));
  }

  /** Whether the home still has the module of that hash, be it whole or not. */
  public boolean has(Hash module) {
    return node.chains().hasContent(module);
  }

  /**
   * The code of a plug-in, ready to run: compiled, or taken from the cache.
   *
   * @throws dev.odeon.engine.LoadException if it was not compiled, for what {@code load} says
   * @throws RuntimeException of one line if the home has lost it, or it is damaged
   */
  public PluginModule module(Registration registration, LoadRequest load) {
    Guest guest = node.loader().guest(registration.module(), registration.manifest(), load);
    if (guest.code() instanceof PluginCode(PluginModule module)) {
      return module;
    }
    throw new ActorException(
        ActorException.Reason.NOT_FOUND, registration.key() + " is not a plug-in");
  }

  /**
   * Runs a plug-in that keeps a state, as one turn. Blocks until that is durable.
   *
   * @param limits what it may use, but for the time
   * @param deadlineNanos when it must be over, by the monotonic clock, waiting included
   * @return what came of it; if it was cancelled or out of time before it began, nothing is
   *     recorded
   * @throws NotTakenException if nothing was run, or it cannot be recorded
   */
  public PluginResult run(
      Key key, Bytes input, Limits limits, long deadlineNanos, Cancellation cancellation) {
    PluginRun run = new PluginRun(input, limits, deadlineNanos, cancellation);
    Pending<Answer> answer = pending();
    Deadlines.Entry expiry = node.deadlines().at(deadlineNanos, () -> expire(run, answer));
    checkOpen();
    if (node.actor(key).deliver(new Order.Run(run, expiry, answer))
        instanceof Delivery.Full(int most)) {
      throw new NotTakenException("%d calls wait for %s already".formatted(most, key));
    }
    expiry.start();
    taken(answer.await());
    PluginResult result = run.result();
    if (result == null) {
      throw new IllegalStateException("a run of " + key + " had no result");
    }
    return result;
  }

  /**
   * Takes the turns of several plug-ins at a time. Blocks until it has all of them.
   *
   * @param deadlineNanos when it is too late, by the monotonic clock
   * @return null if it became too late, or was cancelled
   * @throws NotTakenException if too many wait for one of them
   */
  public @Nullable JointTurn take(
      SortedSet<Key> keys, long deadlineNanos, Cancellation cancellation) {
    checkOpen();
    return JointTurn.take(node, keys, deadlineNanos, cancellation);
  }

  /** Runs {@code work} on a guest thread, for who has not the stack for it. Blocks. */
  public <T> T onGuestThread(Supplier<T> work) {
    return threads.run(work);
  }

  /** Its deadline has come and its turn has not. */
  private static void expire(PluginRun run, Pending<Answer> answer) {
    run.result(PluginTurns.outOfTime());
    answer.complete(new Answer.TooLate());
  }

  private static void taken(Answer answer) {
    if (answer instanceof Answer.NotTaken(String reason)) {
      throw new NotTakenException(reason);
    }
  }

  private void order(Key key, Order order) {
    checkOpen();
    // Behind the calls that wait: they end on the code they were asked of.
    node.actor(key).orderLast(order);
  }

  private void checkOpen() {
    if (node.closing().get()) {
      throw new NotTakenException(Actors.CLOSED);
    }
  }

  private Pending<Answer> pending() {
    return new Pending<>(node.ports().threads());
  }
}
