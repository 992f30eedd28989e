package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.FolderIdentity;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Pending;
import dev.odeon.base.Ports;
import dev.odeon.chain.ChainException;
import dev.odeon.chain.Chains;
import dev.odeon.chain.DamageReport;
import dev.odeon.chain.Head;
import dev.odeon.engine.CodeCache;
import dev.odeon.engine.Engine;
import dev.odeon.engine.EngineConfig;
import dev.odeon.engine.LoadRequest;
import dev.odeon.host.Capabilities;
import dev.odeon.log.LogException;
import dev.odeon.log.Opening;
import dev.odeon.store.CacheStats;
import dev.odeon.store.Roots;
import dev.odeon.store.Store;
import dev.odeon.store.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The actors of one home, open in this process: spawns them, hands them messages, and tells their
 * past. Every method may be called by any thread that is not interrupted; one that blocks says so.
 */
public final class Actors implements AutoCloseable {
  /** Why nothing is taken any more. */
  static final String CLOSED = "the actors are closing";

  /** What compiled modules may take on the disk. */
  private static final long CODE_CACHE_BYTES = 512L << 20;

  /**
   * How many compiled modules keep instances for their next runs: one that is forgotten still runs,
   * and makes a new instance each time.
   */
  private static final int MODULES_KEPT = 1024;

  /** The longest and the shortest wait that are told from others: clocks can hold them. */
  private static final Duration LONGEST = Duration.ofDays(36_500);

  /** How long idle threads may take to end. */
  private static final long END_NANOS = 100_000_000;

  private static final Duration PASSED = Duration.ofSeconds(-1);

  private final Home home;
  private final Engine engine;
  private final Guests guests;
  private final Node node;
  private final Plugins plugins;

  private Actors(Home home, Engine engine, Guests guests, Node node) {
    this.home = home;
    this.engine = engine;
    this.guests = guests;
    this.node = node;
    this.plugins = new Plugins(node, guests, this::onGuestThread);
  }

  /**
   * Opens a home, making it if there is none, and recovers what it holds.
   *
   * @throws HomeException if it is in use, of a newer format, damaged, or cannot be read or written
   */
  public static Actors open(Path folder, Ports ports, Settings settings) {
    return open(folder, ports, settings, new Capabilities());
  }

  /**
   * The same where guests can be granted more than what is Odeon's own. A home whose actors import
   * that needs it whenever they run, in replays too. Turns that were broken off in the middle of
   * something outside are run again at once.
   */
  public static Actors open(
      Path folder, Ports ports, Settings settings, Capabilities capabilities) {
    return open(folder, ports, settings, capabilities, Opening.Mode.STRICT);
  }

  /**
   * The same for a home whose log may be damaged. {@link #damage} says what is; an actor that lacks
   * a block takes no turns, and where nobody knows what is lost, none does.
   *
   * @param mode what to do where the log is damaged
   */
  public static Actors open(
      Path folder, Ports ports, Settings settings, Capabilities capabilities, Opening.Mode mode) {
    return open(folder, ports, settings, capabilities, mode, index -> index);
  }

  /**
   * The same with something between the actors and what they know of earlier messages, for tests
   * that break it.
   */
  static Actors open(
      Path folder,
      Ports ports,
      Settings settings,
      Capabilities capabilities,
      Opening.Mode mode,
      UnaryOperator<Dedup> dedup) {
    Home home = Home.open(folder, ports, mode);
    try {
      Actors actors = open(home, home.guarded(ports), settings, capabilities, mode, dedup);
      actors.resume();
      return actors;
    } catch (DiskException e) {
      home.close();
      throw Home.refusal(folder, e);
    } catch (RuntimeException e) {
      home.close();
      throw e;
    }
  }

  private static CodeCache cache(Home home, Ports ports) {
    Path folder = home.folder().resolve("derived").resolve("cache");
    Path key = codeKey(home.folder());
    if (ports.disk().exists(folder) && !ports.disk().exists(key)) {
      home.mended(key + " was missing: a new one was made, and modules are compiled again");
    }
    return CodeCache.open(
        ports.disk(), ports.clock(), ports.entropy(), folder, key, CODE_CACHE_BYTES);
  }

  /** Where the key of the compiled code of {@code home} is. */
  static Path codeKey(Path home) {
    return home.resolve("keys").resolve("code");
  }

  /** Turns that were broken off are run again, each before its actor does anything else. */
  private void resume() {
    node.chains().intending().stream()
        .filter(key -> node.damage(key) == null)
        .forEach(key -> order(key, new Order.Resume(pending())));
  }

  private static Actors open(
      Home home,
      Ports ports,
      Settings settings,
      Capabilities capabilities,
      Opening.Mode mode,
      UnaryOperator<Dedup> dedup) {
    Directory directory = new Directory();
    MessageIndex messages = new MessageIndex(ports.clock(), settings);
    BlockHashes hashes = new BlockHashes();
    StoreIndex storeIndex = new StoreIndex();
    Chains chains =
        home.chains(ports, settings, List.of(directory, messages, hashes, storeIndex), mode);
    messages.reads(sequence -> chains.blockAt(sequence).orElseThrow());
    Storage storage = new Storage(home.folder(), ports, chains, hashes, storeIndex);
    recover(home, storage, chains, mode);
    Engine engine =
        Engine.open(
            EngineConfig.standard()
                .withMemoryBytesMax(settings.allGuestsBytes())
                .withModulesMax(MODULES_KEPT)
                .withLoads(settings.loadsAtATime(), settings.loadTime())
                .withCache(cache(home, ports)),
            ports.clock(),
            ports.threads());
    Guests guests = new Guests(engine, settings, capabilities);
    Snapshots snapshots =
        new Snapshots(ports.disk(), home.folder().resolve("derived").resolve("snapshots"));
    Scheduler scheduler =
        Scheduler.start(ports.threads(), settings.guestThreads(), settings.guestStackBytes());
    Node node =
        new Node(
            ports,
            settings,
            chains,
            directory,
            dedup.apply(messages),
            new StateLoader(chains, directory, guests, snapshots, storage, scheduler),
            snapshots,
            storage,
            scheduler,
            Deadlines.start(ports.clock(), ports.threads()));
    return new Actors(home, engine, guests, node);
  }

  private static void recover(Home home, Storage storage, Chains chains, Opening.Mode mode) {
    if (chains.damage().isReadOnly()) {
      return;
    }
    try {
      storage.recover(chains);
    } catch (StoreException e) {
      if (mode != Opening.Mode.STRICT) {
        home.mended("the store is out of use: " + e.getMessage());
        return;
      }
      chains.close();
      throw new HomeException(
          HomeException.Reason.DAMAGED,
          "the home %s cannot be opened: %s; or open the rest with 'odeon serve --degraded'"
              .formatted(home.folder(), e.getMessage()),
          e);
    } catch (RuntimeException e) {
      chains.close();
      throw e;
    }
  }

  /** What was found to be damaged when the home was opened in spite of it. */
  public DamageReport damage() {
    return node.chains().damage();
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
    notices.addAll(node.chains().notices());
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

  /** The names that a manifest may grant: see {@link Manifest#parse}. */
  public Set<String> grantable() {
    return guests.grantable();
  }

  /** The engine that all guests of the home run on. */
  public Engine engine() {
    return engine;
  }

  /** The plug-ins of the home. */
  public Plugins plugins() {
    return plugins;
  }

  /**
   * What the actors see of the world: of the disk, whatever becomes of the path, no other home at
   * it.
   */
  public Ports ports() {
    return node.ports();
  }

  /** The history of all actors: blocks, heads, proofs. */
  public Chains chains() {
    return node.chains();
  }

  /**
   * The store of the home, opened when it is first asked for; it is closed with the actors. What
   * turns that were answered before asked of it is in it, unless its disk is full or broken. Blocks
   * for that.
   *
   * @throws dev.odeon.store.StoreException if it cannot be opened
   */
  public Store store() {
    if (node.closing().get()) {
      throw new ActorException(ActorException.Reason.CLOSED, CLOSED);
    }
    node.storage().settle();
    return node.storage().store();
  }

  /** How the memory cache of the store does; zeros before the store was asked for. */
  public CacheStats storeCache() {
    return node.storage().cache();
  }

  /** What the store must keep because the history names it. */
  public Roots roots() {
    return new ChainRoots(node.chains(), node.storage());
  }

  /**
   * Spawns the actor {@code key}, or lets it run again after a stop. Blocks until that is durable.
   *
   * @return how its first turn ended: an init that does not return is recorded, and the actor does
   *     not run
   * @throws ManifestException if the manifest asks for more than {@link Settings} allow
   * @throws ActorException if the module cannot run, needs what the manifest does not grant, or the
   *     actor runs already
   */
  public Answer start(Key key, Manifest manifest, Bytes module) {
    return start(key, manifest, module, LoadRequest.of(key.tenant()));
  }

  /**
   * The same for who does not wait for ever until the module is compiled.
   *
   * @throws dev.odeon.engine.LoadException if it was not, for what {@code load} says; nothing was
   *     recorded
   */
  public Answer start(Key key, Manifest manifest, Bytes module, LoadRequest load) {
    checkLimits(manifest);
    Guest guest = guests.of(manifest, module, load);
    Pending<Answer> answer = pending();
    node.loader().examine(guest);
    order(key, new Order.Start(guest, manifest.source(), module, answer));
    return answer.await();
  }

  /** Hands a message in; never blocks. */
  public Delivery deliver(Message message) {
    if (node.closing().get()) {
      return new Delivery.Stopping();
    }
    if (message.body().size() > node.settings().messageBytes()) {
      return new Delivery.TooLarge(message.body().size(), node.settings().messageBytes());
    }
    String damage = node.damage(message.to());
    if (damage != null) {
      return new Delivery.Damaged(damage);
    }
    Registration registration = node.directory().get(message.to());
    if (registration == null) {
      return new Delivery.NoSuchActor();
    }
    return switch (registration.status()) {
      case RUNNING -> deliver(message, take(message));
      case STOPPED, FAILED, DAMAGED -> new Delivery.Stopped(registration.reason());
    };
  }

  private Delivery deliver(Message message, Order.Take take) {
    Delivery delivery = node.actor(message.to()).deliver(take);
    if (message.deadline() != null && delivery instanceof Delivery.Accepted) {
      take.expiry().start();
    }
    return delivery;
  }

  /**
   * Stops the actor {@code key}; what waits in its mailbox is refused. Blocks until that is
   * durable. A turn that was broken off after it did something outside, and failed again whenever
   * it ran again, is given up then: its block tells what it did, as one that diverged.
   *
   * @param reason why, for its chain
   * @throws ActorException if it does not run
   */
  public Answer stop(Key key, String reason) {
    if (node.directory().get(key) == null && !node.chains().isIntending(key)) {
      throw noSuchActor(key);
    }
    if (key.category().equals(Plugins.CATEGORY)) {
      throw new ActorException(
          ActorException.Reason.CONFLICT, key + " is a plug-in: 'odeon unload' takes it away");
    }
    Pending<Answer> answer = pending();
    order(key, new Order.Stop(reason, false, answer));
    return answer.await();
  }

  /** The actors of {@code tenant} whose spawn is durable, and damaged ones, ordered by key. */
  public List<ActorStatus> list(String tenant) {
    SortedMap<Key, Registration> listed = new TreeMap<>();
    node.directory().list(tenant).forEach(each -> listed.put(each.key(), each));
    damage()
        .chains()
        .forEach((key, what) -> {
          if (key.tenant().equals(tenant)) {
            listed.put(key, Registration.damaged(key, listed.get(key), what));
          }
        });
    return listed.values().stream().map(this::status).toList();
  }

  private ActorStatus status(Registration registration) {
    Head head = head(registration.key());
    long time;
    try {
      time =
          node.chains()
              .block(head.key(), head.height())
              .map(block -> block.header().timeMillis())
              .orElse(0L);
    } catch (LogException | ChainException e) {
      time = 0;
    }
    return new ActorStatus(registration, head, time);
  }

  /**
   * The state of an actor after its block {@code height}, or after its last durable one. Blocks
   * while turns are run again.
   *
   * @throws ActorException if there is no such actor or no such block
   * @throws DivergenceException if a turn does not do again what it did
   */
  public StateAt state(Key key, OptionalLong height) {
    Head last = head(key);
    Head at = height.isEmpty() ? last : headAt(last, height.getAsLong());
    StateLoader.Loaded loaded = onGuestThread(() -> node.loader().load(at));
    Bytes state = loaded.state();
    return new StateAt(at, state, state == null ? null : Hash.of(state));
  }

  /**
   * Runs the whole history of an actor again and compares. Blocks; the world is not called, nothing
   * is written.
   *
   * @param progress is told the height of each block that was done, on another thread
   * @throws ActorException if there is no such actor
   */
  public ReplayReport replay(Key key, LongConsumer progress) {
    Head head = head(key);
    return onGuestThread(() ->
        new Replay(node.chains(), node.loader(), node.storage()).run(head, whileOpen(progress)));
  }

  /**
   * What other code would have made of the same history: each message again, on the state that this
   * code made itself. It is answered what was recorded for the same call; a difference ends
   * nothing, and a turn whose calls nothing answers is unknown. Blocks; nothing is written, and the
   * world is not called.
   *
   * @param module the other code, granted and limited as the actor is
   * @param progress is told the height of each block that was done, on another thread
   * @throws ActorException if there is no such actor, or the module cannot run in its place
   */
  public WhatIfReport whatIf(Key key, Bytes module, LongConsumer progress) {
    return whatIf(key, module, progress, LoadRequest.of(key.tenant()));
  }

  /**
   * The same for who does not wait for ever until the module is compiled.
   *
   * @throws dev.odeon.engine.LoadException if it was not, for what {@code load} says
   */
  public WhatIfReport whatIf(Key key, Bytes module, LongConsumer progress, LoadRequest load) {
    Head head = head(key);
    Registration registration = node.directory().get(key);
    if (registration == null) {
      throw noSuchActor(key);
    }
    Bytes manifest = node.loader().content(registration.manifest());
    Guest other = guests.other("the manifest of " + key, manifest, module, load);
    return onGuestThread(
        () -> new WhatIf(node.chains(), node.storage(), other).run(head, whileOpen(progress)));
  }

  /** What runs again block by block ends with the actors. */
  private LongConsumer whileOpen(LongConsumer progress) {
    return height -> {
      if (node.closing().get()) {
        throw new ActorException(ActorException.Reason.CLOSED, CLOSED);
      }
      progress.accept(height);
    };
  }

  /**
   * Answers everybody who waits for a request that a guest left open with {@link Answer.Stopping},
   * now and from now on: the first step of a stop. The requests stay open.
   */
  public void stopWaiting() {
    node.stopping().set(true);
    node.actors().values().forEach(Actor::stopWaiting);
  }

  /**
   * Closes them as {@link #close(Duration)} does, and waits for turns as long as one may take.
   * Blocks.
   */
  @Override
  public void close() {
    boolean _ = close(node.settings().initTime().plus(node.settings().turnTime()));
  }

  /**
   * Lets the turns that began end, gives everybody who still waits an answer, and closes the home.
   * Blocks. A turn that takes longer than {@code patience} is given up: it is recorded nowhere, and
   * who waits for it gets no promise.
   *
   * @return whether nothing was given up
   */
  public boolean close(Duration patience) {
    if (!node.closing().compareAndSet(false, true)) {
      return true;
    }
    engine.endLoads();
    stopWaiting();
    long deadline = node.clock().nanos() + within(patience, Duration.ZERO, LONGEST).toNanos();
    for (Pending<Answer> left : node.actors().values().stream().map(this::leaving).toList()) {
      var _ = left.await(node.clock(), deadline - node.clock().nanos());
    }
    // Even with no patience left, threads that have nothing to do need a moment to end.
    long soon = node.clock().nanos() + END_NANOS;
    boolean ended = node.scheduler().close(node.clock(), soon - deadline > 0 ? soon : deadline);
    if (ended) {
      // Else what still runs would never be stopped at its limit.
      engine.close();
    }
    node.deadlines().close();
    node.storage().close();
    node.chains().close();
    home.close();
    return ended;
  }

  private Pending<Answer> leaving(Actor actor) {
    Pending<Answer> left = pending();
    actor.orderLast(new Order.Leave(left));
    return left;
  }

  /**
   * The id of the home in {@code folder}, which need not be open.
   *
   * @throws HomeException if it is damaged, of another format, or cannot be read
   */
  public static Bytes homeId(Path folder, Disk disk) {
    return Home.idOf(folder, disk);
  }

  private void order(Key key, Order order) {
    if (node.closing().get()) {
      throw new ActorException(ActorException.Reason.CLOSED, CLOSED);
    }
    node.refuseDamaged(key);
    node.actor(key).order(order);
  }

  private Order.Take take(Message message) {
    Duration deadline = message.deadline();
    Duration wait =
        within(deadline == null ? node.settings().requestAge() : deadline, PASSED, LONGEST);
    long due = node.clock().nanos() + wait.toNanos();
    long wall = node.clock().millis() + wait.toMillis();
    Pending<Answer> answer = pending();
    return new Order.Take(
        message,
        due,
        deadline == null ? Order.Take.NEVER : Math.max(0, wall),
        node.deadlines().at(due, () -> answer.complete(new Answer.TooLate())),
        answer);
  }

  private static Duration within(Duration asked, Duration least, Duration most) {
    Duration atMost = asked.compareTo(most) > 0 ? most : asked;
    return atMost.compareTo(least) < 0 ? least : atMost;
  }

  private Head head(Key key) {
    return node.chains().head(key).orElseThrow(() -> noSuchActor(key));
  }

  private Head headAt(Head last, long height) {
    if (height < 0 || height > last.height()) {
      throw new ActorException(
          ActorException.Reason.NOT_FOUND,
          "%s has no block %d: its blocks are 0 to %d"
              .formatted(last.key(), height, last.height()));
    }
    return node.loader().block(last.key(), height).head();
  }

  private static ActorException noSuchActor(Key key) {
    return new ActorException(
        ActorException.Reason.NOT_FOUND,
        "there is no actor %s: 'odeon actor list' shows those there are".formatted(key));
  }

  /** Guests need a deep stack, and take their turn with the others. */
  private <T> T onGuestThread(Supplier<T> work) {
    Pending<T> result = new Pending<>(node.ports().threads());
    Runnable run =
        () -> {
          try {
            result.complete(work.get());
          } catch (RuntimeException e) {
            result.fail(e);
          } catch (Error e) {
            result.fail(
                new ActorException(ActorException.Reason.FAILED, "the host failed: " + e, e));
          }
        };
    if (!node.scheduler().ready(run)) {
      throw new ActorException(ActorException.Reason.CLOSED, CLOSED);
    }
    return result.await();
  }

  private void checkLimits(Manifest manifest) {
    Settings most = node.settings();
    Manifest.Lowered asked = manifest.limits();
    checkLimit("memory_mb", asked.memoryMebibytes(), most.memoryBytes() >> 20);
    checkLimit("time_ms", asked.timeMillis(), most.turnTime().toMillis());
    checkLimit("init_time_ms", asked.initTimeMillis(), most.initTime().toMillis());
    checkLimit("output_mb", asked.outputMebibytes(), most.outputBytes() >> 20);
    checkLimit("table_elements", asked.tableElements(), most.tableElements());
  }

  private static void checkLimit(String key, OptionalLong asked, long most) {
    if (asked.isPresent() && asked.getAsLong() > most) {
      throw new ManifestException(
          "limits.%s is %d, but a manifest can only lower it: at most %d here"
              .formatted(key, asked.getAsLong(), most));
    }
  }

  private <T> Pending<T> pending() {
    return new Pending<>(node.ports().threads());
  }
}
