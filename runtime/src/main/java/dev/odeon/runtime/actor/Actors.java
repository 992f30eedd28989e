package dev.odeon.runtime.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Disk;
import dev.odeon.base.FolderIdentity;
import dev.odeon.base.Key;
import dev.odeon.base.Pending;
import dev.odeon.base.Ports;
import dev.odeon.chain.Chains;
import dev.odeon.engine.Engine;
import dev.odeon.host.Capabilities;
import dev.odeon.log.Opening;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Directory;
import dev.odeon.runtime.Extensions;
import dev.odeon.runtime.Home;
import dev.odeon.runtime.HomeException;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.Registration;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.StreamState;
import dev.odeon.runtime.TurnRequest;
import dev.odeon.runtime.tenant.Tenants;
import dev.odeon.runtime.turn.Guests;
import dev.odeon.runtime.turn.Storage;
import dev.odeon.store.CacheStats;
import dev.odeon.store.Roots;
import dev.odeon.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The actors of one home, open in this process: hands them messages, and leads to what else can be
 * asked of them. Any thread may call any method; one that blocks says so.
 */
public final class Actors implements AutoCloseable {
  /** How often a wait looks whether it is over. */
  private static final long LOOK_NANOS = 1_000_000;

  /** How long idle threads may take to end. */
  private static final long END_NANOS = 100_000_000;

  private final Home home;
  private final Chains chains;
  private final Guests guests;
  private final Directory directory;
  private final Storage storage;
  private final Roots roots;
  private final ActorTable table;
  private final Timers timers;
  private final Parts parts;

  /** What can be asked of the actors beside taking a message. */
  record Parts(
      ActorLifecycle lifecycle,
      ActorReports reports,
      ActorHistory history,
      RequestSettlements requests,
      Letters letters,
      Plugins plugins,
      Streams streams,
      Workload workload) {}

  Actors(
      Home home,
      Chains chains,
      Guests guests,
      Directory directory,
      Storage storage,
      Roots roots,
      ActorTable table,
      Timers timers,
      Parts parts) {
    this.home = home;
    this.chains = chains;
    this.guests = guests;
    this.directory = directory;
    this.storage = storage;
    this.roots = roots;
    this.table = table;
    this.timers = timers;
    this.parts = parts;
  }

  /**
   * Opens a home on this machine with the default settings, making it if there is none, and
   * recovers what it holds.
   *
   * @throws HomeException if it is in use, of a newer format, damaged, or cannot be read or written
   */
  public static Actors open(Path folder) {
    return open(folder, Ports.system(), Settings.defaults());
  }

  /**
   * Opens a home, making it if there is none, and recovers what it holds.
   *
   * @throws HomeException if it is in use, of a newer format, damaged, or cannot be read or written
   */
  public static Actors open(Path folder, Ports ports, Settings settings) {
    return open(folder, ports, settings, Extensions.none());
  }

  /**
   * The same with what a program adds. A home whose actors import a capability of it needs it
   * whenever they run, in replays too. Turns that were interrupted in the middle of something
   * outside are run again at once, and effects that were not done yet are.
   *
   * @throws IllegalArgumentException if a deferred function has no handler for its effect, or two
   */
  public static Actors open(Path folder, Ports ports, Settings settings, Extensions extensions) {
    return open(folder, ports, settings, extensions, Opening.Mode.STRICT);
  }

  /**
   * The same for a home whose log may be damaged. {@link Chains#damage} says what is; an actor that
   * lacks a block takes no turns, and where nobody knows what is lost, none does.
   *
   * @param mode what to do where the log is damaged
   */
  public static Actors open(
      Path folder, Ports ports, Settings settings, Extensions extensions, Opening.Mode mode) {
    return HomeOpening.open(folder, ports, settings, extensions, mode, false, Substitutes.NONE);
  }

  /**
   * The same for who may only want to look: until an actor is asked to act, by a message, a start,
   * a resumption, an answer to its request or a run of a plug-in, none does. Turns and effects that
   * a crash left, messages between actors, timers that are due and requests that have expired wait,
   * and reading writes nothing to the log. An actor that is stopped, upgraded, paused or removed
   * does not wake the others.
   */
  public static Actors openAsleep(
      Path folder, Ports ports, Settings settings, Extensions extensions, Opening.Mode mode) {
    return HomeOpening.open(folder, ports, settings, extensions, mode, true, Substitutes.NONE);
  }

  /** The folder it all is in: where it was when it was opened, without links. */
  public Path home() {
    return home.folder();
  }

  /**
   * What opening the home mended, and what of it is lost without keeping it from opening, such as
   * the key of its signed heads: a line each, for people.
   */
  public List<String> notices() {
    List<String> notices = new ArrayList<>(home.mended());
    notices.addAll(chains.notices());
    return notices;
  }

  /** Which folder that is, so that a copy, or another home at its path, is told from it. */
  public FolderIdentity identity() {
    return home.identity();
  }

  /** The id that the home was given when it was made, which its copies have, too. */
  public Bytes homeId() {
    return home.id();
  }

  /** What a manifest may grant: see {@link Manifest#parse}. */
  public Capabilities capabilities() {
    return guests.capabilities();
  }

  /** The limits and sizes that it was opened with. */
  public Settings settings() {
    return table.settings();
  }

  /** The engine that all guests of the home run on. */
  public Engine engine() {
    return guests.engine();
  }

  /** Starts, upgrades, pauses, stops and removes actors. */
  public ActorLifecycle lifecycle() {
    return parts.lifecycle();
  }

  /** What is known of actors without running them. */
  public ActorReports reports() {
    return parts.reports();
  }

  /** What they did: to follow it, or to run it again. */
  public ActorHistory history() {
    return parts.history();
  }

  /** The requests that they left open. */
  public RequestSettlements requests() {
    return parts.requests();
  }

  /** The dead letters of the actors. */
  public Letters letters() {
    return parts.letters();
  }

  /** Which of them may act now. */
  public Pauses pauses() {
    return table.pauses();
  }

  /** How much there is to do. */
  public Workload workload() {
    return parts.workload();
  }

  /** The streams of events of the home. */
  public Streams streams() {
    return parts.streams();
  }

  /** The tenants, and what each of them may use. */
  public Tenants tenants() {
    return table.tenants();
  }

  /** The plug-ins of the home. */
  public Plugins plugins() {
    return parts.plugins();
  }

  /**
   * What the actors see of the world: of the disk, whatever becomes of the path, no other home at
   * it.
   */
  public Ports ports() {
    return table.ports();
  }

  /** The history of all actors: blocks, heads, proofs. */
  public Chains chains() {
    return chains;
  }

  /**
   * The store of the home, opened when it is first asked for; it is closed with the actors. What
   * turns that were answered before asked of it is in it, unless its disk is full or broken. Blocks
   * for that.
   *
   * @throws dev.odeon.store.StoreException if it cannot be opened
   */
  public Store store() {
    table.writer().checkOpen();
    storage.effects().settle();
    return storage.store();
  }

  /** How the memory cache of the store does; zeros before the store was asked for. */
  public CacheStats storeCache() {
    return storage.cache();
  }

  /** What the store must keep because the history names it. */
  public Roots roots() {
    return roots;
  }

  /**
   * Sends a request and returns the reply. Blocks until the actor has replied and that is durable.
   * Sent again under the same id, it takes effect once and gets the same reply.
   *
   * @param id as of {@link Message}
   * @return the reply; empty if the guest returned none
   * @throws ActorException if there is no reply: its reason says whether the guest rejected the
   *     request, failed, or did not get it, and whether to send it again. {@link #deliver} says all
   *     that as values.
   */
  public Bytes request(Key key, String id, Bytes body) {
    return request(Message.request(key, id, body));
  }

  /** The same for a message that says more, such as a deadline. */
  public Bytes request(Message message) {
    return Replies.reply(message, Replies.accepted(message, deliver(message)).await());
  }

  /** Hands a request in, such as a {@link Message}; never blocks. */
  public Delivery deliver(TurnRequest request) {
    return deliver(request, false, true);
  }

  /**
   * Hands a request in for who waits for its answer then. If the calling thread was started by
   * {@link dev.odeon.base.Threads#start} with {@link Settings#guestStackBytes}, and a guest may run
   * now, the turn runs on it: that spares a hand-over between threads.
   */
  public Delivery deliverHere(TurnRequest request) {
    return deliver(request, true, true);
  }

  /** Hands in what an actor asks another one, in the middle of a turn. */
  Delivery deliverAsked(TurnRequest request) {
    return deliver(request, false, false);
  }

  private Delivery deliver(TurnRequest request, boolean here, boolean outside) {
    if (table.writer().isClosing()) {
      return new Delivery.Stopping();
    }
    table.wake();
    long most = table.settings().messageBytes();
    if (request.body().size() > most) {
      return new Delivery.TooLarge(request.body().size(), most);
    }
    String damage = table.memory().damage(request.to());
    if (damage != null) {
      return new Delivery.Damaged(damage);
    }
    Registration registration = directory.get(request.to());
    if (registration == null) {
      return parts.streams().get(request.to()).equals(StreamState.NONE)
          ? new Delivery.NoSuchActor()
          : new Delivery.Removed("it is a stream of events");
    }
    Pauses pauses = table.pauses();
    return switch (registration.status()) {
      case RUNNING, PAUSED -> {
        String paused = pauses.refusal(registration);
        if (paused != null) {
          yield new Delivery.Paused(paused);
        }
        String tenant = request.to().tenant();
        Delivery refusal =
            outside
                ? table.tenants().refusal(tenant, request.body().size())
                : table.tenants().overRate(tenant);
        if (refusal != null) {
          yield refusal;
        }
        Delivery taken = table.take(request, here);
        if (taken instanceof Delivery.Full) {
          table.tenants().giveBackMessage(tenant);
        }
        yield taken;
      }
      case STOPPED, FAILED, DAMAGED -> new Delivery.Stopped(registration.reason());
      case REMOVED -> new Delivery.Removed(registration.reason());
    };
  }

  /**
   * Waits until what actors have sent each other is taken and timers that are due have fired, but
   * for what waits for an actor that is stopped, or until {@code most} has passed. Whether it is
   * so; in a home that is still asleep, at once. Blocks.
   */
  public boolean awaitDelivered(Duration most) {
    Ports ports = table.ports();
    long deadline = ports.clock().nanos() + most.toNanos();
    while (table.outbox().isDelivering() || timers.isFiring()) {
      if (deadline - ports.clock().nanos() <= 0) {
        return false;
      }
      ports.threads().parkNanos(LOOK_NANOS);
    }
    return true;
  }

  /** Asks all actors to leave memory once they have done what waits, as idle ones do; blocks. */
  void passivate() {
    for (Pending<Answer> left : table.leaveAll()) {
      var _ = left.await();
    }
  }

  /**
   * Answers everybody who waits for a request that a guest left open with {@link Answer.Stopping},
   * and ends everybody who follows events, now and from now on: the first step of a stop. The
   * requests stay open.
   */
  public void stopWaiting() {
    table.requests().waiters().stop();
    chains.endFollowing();
  }

  /**
   * Closes them as {@link #close(Duration)} does, and waits for turns as long as one may take.
   * Blocks.
   */
  @Override
  public void close() {
    boolean _ = close(table.settings().initTime().plus(table.settings().turnTime()));
  }

  /**
   * Lets the turns that began end, gives everybody who still waits an answer, and closes the home.
   * Blocks. A turn that takes longer than {@code patience} is given up: it is recorded nowhere, and
   * who waits for it gets no promise.
   *
   * @return whether nothing was given up
   */
  public boolean close(Duration patience) {
    if (!table.writer().close()) {
      return true;
    }
    timers.close();
    guests.engine().endLoads();
    stopWaiting();
    table.scheduler().lift(); // who is over a limit of its tenant ends too
    Clock clock = table.ports().clock();
    Duration most = ActorTable.LONGEST;
    Duration wait = patience.compareTo(most) > 0 ? most : patience;
    long deadline = clock.nanos() + Math.max(0, wait.toNanos());
    for (Pending<Answer> left : table.leaveAll()) {
      var _ = left.await(clock, deadline - clock.nanos());
    }
    // Even with no patience left, threads that have nothing to do need a moment to end.
    long soon = clock.nanos() + END_NANOS;
    boolean ended = table.end(soon - deadline > 0 ? soon : deadline);
    if (ended) {
      // Else what still runs would never be stopped at its limit.
      guests.engine().close();
    }
    table.outbox().close();
    storage.close();
    home.close();
    return ended;
  }

  /**
   * The id of the home in {@code folder}, which need not be open.
   *
   * @throws HomeException if it is damaged, of another format, or cannot be read
   */
  public static Bytes homeId(Path folder, Disk disk) {
    return Home.idOf(folder, disk);
  }
}
