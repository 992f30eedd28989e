package dev.odeon.runtime.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Pending;
import dev.odeon.chain.Chains;
import dev.odeon.chain.Head;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.Limits;
import dev.odeon.engine.LoadRequest;
import dev.odeon.host.PluginModule;
import dev.odeon.host.PluginResult;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Directory;
import dev.odeon.runtime.PluginManifest;
import dev.odeon.runtime.RefusedException;
import dev.odeon.runtime.Registration;
import dev.odeon.runtime.RunPlace;
import dev.odeon.runtime.TenantLimit;
import dev.odeon.runtime.turn.Guest;
import dev.odeon.runtime.turn.GuestParking;
import dev.odeon.runtime.turn.Guests;
import dev.odeon.runtime.turn.PluginCode;
import dev.odeon.runtime.turn.StateLoader;
import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The plug-ins of one home: each is an actor of the category {@value #CATEGORY}, whose chain tells
 * what code it has and, if it keeps a state, every run. Any thread may call any method; one that
 * blocks says so.
 */
public final class Plugins {
  /** The category of their keys; the id is a UUID. */
  public static final String CATEGORY = Registration.PLUGINS;

  private static final TenantRun UNCOUNTED = () -> {};

  /** When a run that a tenant has may have ended: nobody knows. */
  private static final Duration BUSY = Duration.ofMillis(100);

  /** The reason in the chain of a plug-in whose state was dropped too. */
  static final String PURGED = "unloaded with its state";

  private static final String UNLOADED = "unloaded";

  private final ActorTable table;
  private final Chains chains;
  private final Directory directory;
  private final StateLoader loader;
  private final Guests guests;
  private final GuestThreads threads;
  private final GuestParking parking;

  Plugins(
      ActorTable table,
      Chains chains,
      Directory directory,
      StateLoader loader,
      Guests guests,
      GuestThreads threads,
      GuestParking parking) {
    this.table = table;
    this.chains = chains;
    this.directory = directory;
    this.loader = loader;
    this.guests = guests;
    this.threads = threads;
    this.parking = parking;
  }

  /** The key of a plug-in. */
  public static Key key(String tenant, UUID id) {
    return new Key(tenant, CATEGORY, id.toString());
  }

  /** What a run may use at most, by the settings of the home. */
  public Limits limits() {
    return guests.plugins().limits();
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
   * @throws RefusedException if it cannot be recorded
   */
  public void load(Key key, PluginManifest manifest, Bytes module) {
    Pending<Answer> answer = pending();
    Guest guest = guests.of(manifest, module, LoadRequest.of(key.tenant()));
    loader.examine(guest);
    submit(key, new ActorTask.Load(guest, guest.contents(manifest.source(), module), answer));
    taken(answer.await());
  }

  /**
   * Takes a plug-in away. Blocks until that is durable.
   *
   * @param purge whether its state is dropped too
   * @throws ActorException if it is not loaded
   * @throws RefusedException if it cannot be recorded
   */
  public void unload(Key key, boolean purge) {
    Pending<Answer> answer = pending();
    submit(key, new ActorTask.Stop(purge ? PURGED : UNLOADED, purge, answer));
    taken(answer.await());
  }

  /** All of them whose first load is durable, of all tenants, unloaded ones included. */
  public List<Registration> list() {
    return directory.category(CATEGORY);
  }

  /** What is known of {@code key}; null if it was never loaded. */
  public @Nullable Registration find(Key key) {
    return directory.get(key);
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
    return PluginManifest.parse(loader.content(registration.manifest()));
  }

  /** Whether the home still has the module of that hash, be it whole or not. */
  public boolean has(Hash module) {
    return chains.hasContent(module);
  }

  /**
   * The code of a plug-in, ready to run: compiled, or taken from the cache.
   *
   * @throws dev.odeon.engine.LoadException if it was not compiled, for what {@code load} says
   * @throws RuntimeException of one line if the home has lost it, or it is damaged
   */
  public PluginModule module(Registration registration, LoadRequest load) {
    Guest guest = loader.guest(registration.module(), registration.manifest(), load);
    if (guest.code() instanceof PluginCode(PluginModule module)) {
      return module;
    }
    throw new ActorException(
        ActorException.Reason.NOT_FOUND, registration.key() + " is not a plug-in");
  }

  /**
   * Runs a plug-in that keeps a state, as one turn. Blocks until that is durable.
   *
   * @param id under which it takes effect once: the same run again gets the stored result; null if
   *     it cannot be asked for again
   * @param limits what it may use, but for the time
   * @param deadlineNanos when it must be over, by the monotonic clock, waiting included
   * @return what came of it; if it was cancelled or out of time before it began, nothing is
   *     recorded
   * @throws RefusedException if nothing was run, or it cannot be recorded
   * @throws ActorException if the id was used for another run
   */
  public PluginResult run(
      Key key,
      @Nullable String id,
      Bytes input,
      Limits limits,
      long deadlineNanos,
      Cancellation cancellation) {
    PluginCall call =
        new PluginCall(table.ports().clock(), key, id, input, limits, deadlineNanos, cancellation);
    checkOpen();
    table.wake();
    return switch (table.take(call, true)) {
      case Delivery.Accepted(var answer) -> result(call, answer.await());
      case Delivery.Full(int most) ->
          throw new RefusedException("%d calls wait for %s already".formatted(most, key));
      case Delivery other ->
          throw new RefusedException("%s takes no calls: %s".formatted(key, other));
    };
  }

  private PluginResult result(PluginCall call, Answer answer) {
    PluginResult own = call.result();
    return switch (answer) {
      case Answer.Completed _ when own != null -> own;
      case Answer.Completed(var outcome, var reply, Head block, _) ->
          PluginResult.recorded(outcome, reply == null ? Bytes.empty() : reply, fuel(block));
      case Answer.DeadlineExceeded _, Answer.Unanswered _, Answer.Expired _, Answer.Withdrawn _ ->
          call.late();
      case Answer.Paused(String reason) ->
          throw new ActorException(ActorException.Reason.PAUSED, paused(call.to(), reason));
      case Answer.Refused(String reason) -> throw new RefusedException(reason);
      case Answer.IdempotencyKeyReused(Head first) ->
          throw new ActorException(
              ActorException.Reason.CONFLICT,
              "the idempotency key '%s' was used before for another input of plug-in %s, in block %d: use a new one"
                  .formatted(call.id(), call.to().id(), first.height()));
      case Answer.WrongHead(Head actual) ->
          throw new ActorException(
              ActorException.Reason.CONFLICT,
              "%s has another head: %s".formatted(call.to(), actual));
      case Answer.Declined(var objection) ->
          throw new ActorException(
              ActorException.Reason.CONFLICT, "%s: %s".formatted(call.to(), objection.text()));
      case Answer.Stopping _ -> throw new RefusedException(TurnWriter.CLOSED);
    };
  }

  static String paused(Key key, String reason) {
    return "plug-in %s takes no calls: %s; resume it".formatted(key.id(), reason);
  }

  private long fuel(Head block) {
    Long fuel = loader.block(block.key(), block.height()).header().fuel();
    return fuel == null ? 0 : fuel;
  }

  /**
   * Takes the turns of several plug-ins at a time. Blocks until it has all of them.
   *
   * @param deadlineNanos when it is too late, by the monotonic clock
   * @return null if it became too late, or was cancelled
   * @throws RefusedException if too many wait for one of them
   */
  public @Nullable MultiActorTurn take(
      SortedSet<Key> keys, long deadlineNanos, Cancellation cancellation) {
    checkOpen();
    table.wake();
    return MultiActorTurn.take(table, keys, deadlineNanos, cancellation);
  }

  /** A run of a plug-in without state, as one of those that its tenant may have at a time. */
  @FunctionalInterface
  public interface TenantRun extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Begins such a run on the calling thread; it ends when that is closed.
   *
   * @throws dev.odeon.runtime.LimitException if the tenant has as many runs as it may
   */
  public TenantRun begin(String tenant) {
    if (table.tenants().limits(tenant).get(TenantLimit.RUNS) == null) {
      return UNCOUNTED;
    }
    if (!table.scheduler().begins(tenant)) {
      throw table.tenants().busy(tenant, BUSY);
    }
    return () -> table.scheduler().ended(tenant);
  }

  /**
   * Runs {@code work} of {@code tenant} on a guest thread, for who has not the stack for it.
   * Blocks.
   */
  public <T> T onGuestThread(String tenant, Supplier<T> work) {
    return threads.run(tenant, work);
  }

  /**
   * Lets runs of {@code tenant} on this thread, which is no guest thread and had one for {@link
   * dev.odeon.engine.RunPacing#SLICE}, take their turns with all other work.
   */
  public RunPlace borrowPlace(String tenant) {
    return parking.borrow(tenant);
  }

  private static void taken(Answer answer) {
    if (answer instanceof Answer.Refused(String reason)) {
      throw new RefusedException(reason);
    }
  }

  private void submit(Key key, ActorTask task) {
    checkOpen();
    // Behind the calls that wait: they end on the code they were asked of.
    table.last(key, task);
  }

  private void checkOpen() {
    if (table.writer().isClosing()) {
      throw new RefusedException(TurnWriter.CLOSED);
    }
  }

  private Pending<Answer> pending() {
    return table.pending();
  }
}
