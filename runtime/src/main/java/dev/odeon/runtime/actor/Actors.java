package dev.odeon.runtime.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.FolderIdentity;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Pending;
import dev.odeon.base.Ports;
import dev.odeon.chain.BlockFilter;
import dev.odeon.chain.BlockIndex;
import dev.odeon.chain.BlockSubscription;
import dev.odeon.chain.ChainException;
import dev.odeon.chain.Chains;
import dev.odeon.chain.DamageReport;
import dev.odeon.chain.Head;
import dev.odeon.chain.StartPoint;
import dev.odeon.engine.CodeCache;
import dev.odeon.engine.Engine;
import dev.odeon.engine.EngineConfig;
import dev.odeon.engine.LoadRequest;
import dev.odeon.host.Capabilities;
import dev.odeon.log.LogException;
import dev.odeon.log.Opening;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.ActorLoad;
import dev.odeon.runtime.ActorReport;
import dev.odeon.runtime.ActorStatus;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Directory;
import dev.odeon.runtime.DivergenceException;
import dev.odeon.runtime.Extensions;
import dev.odeon.runtime.Home;
import dev.odeon.runtime.HomeException;
import dev.odeon.runtime.LiveLogs;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.ManifestException;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.OpenChannel;
import dev.odeon.runtime.OpenRequestReport;
import dev.odeon.runtime.PluginManifest;
import dev.odeon.runtime.Registration;
import dev.odeon.runtime.ReplayReport;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.StateAt;
import dev.odeon.runtime.StreamIndex;
import dev.odeon.runtime.StreamState;
import dev.odeon.runtime.TurnRequest;
import dev.odeon.runtime.WhatIfReport;
import dev.odeon.runtime.effect.EffectCodec;
import dev.odeon.runtime.effect.EffectHandler;
import dev.odeon.runtime.effect.EffectIndex;
import dev.odeon.runtime.effect.Effects;
import dev.odeon.runtime.index.BlockHashes;
import dev.odeon.runtime.index.ChannelIndex;
import dev.odeon.runtime.index.ContentIndex;
import dev.odeon.runtime.index.Dedup;
import dev.odeon.runtime.index.DeliveryIndex;
import dev.odeon.runtime.index.FailedTurns;
import dev.odeon.runtime.index.LetterIndex;
import dev.odeon.runtime.index.MessageIndex;
import dev.odeon.runtime.index.OpenRequestIndex;
import dev.odeon.runtime.index.TakenMessages;
import dev.odeon.runtime.timer.PendingTimer;
import dev.odeon.runtime.timer.TimerIndex;
import dev.odeon.runtime.timer.TimerLimits;
import dev.odeon.runtime.turn.BlockClock;
import dev.odeon.runtime.turn.ChainRoots;
import dev.odeon.runtime.turn.DeadlineEffects;
import dev.odeon.runtime.turn.Guest;
import dev.odeon.runtime.turn.GuestParking;
import dev.odeon.runtime.turn.GuestWork;
import dev.odeon.runtime.turn.Guests;
import dev.odeon.runtime.turn.Replay;
import dev.odeon.runtime.turn.RequestReplies;
import dev.odeon.runtime.turn.Scheduler;
import dev.odeon.runtime.turn.ShutdownEffects;
import dev.odeon.runtime.turn.Snapshots;
import dev.odeon.runtime.turn.StateLoader;
import dev.odeon.runtime.turn.Storage;
import dev.odeon.runtime.turn.TurnRecovery;
import dev.odeon.runtime.turn.TurnRunner;
import dev.odeon.runtime.turn.WhatIf;
import dev.odeon.store.CacheStats;
import dev.odeon.store.Roots;
import dev.odeon.store.Store;
import dev.odeon.store.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The actors of one home, open in this process: spawns them, hands them messages, and tells their
 * past. Any thread may call any method; one that blocks says so.
 */
public final class Actors implements AutoCloseable {
  /** Why nothing is taken any more. */
  static final String CLOSED = "the actors are closing";

  /**
   * How many compiled modules keep instances for their next runs: one that is forgotten still runs,
   * and makes a new instance each time.
   */
  private static final int MODULES_KEPT = 1024;

  /** How often a wait looks whether it is over. */
  private static final long LOOK_NANOS = 1_000_000;

  /** How long idle threads may take to end. */
  private static final long END_NANOS = 100_000_000;

  private final Home home;
  private final Chains chains;
  private final Guests guests;
  private final Directory directory;
  private final StateLoader loader;
  private final Storage storage;
  private final ContentIndex contents;
  private final ActorTable table;
  private final Timers timers;
  private final Plugins plugins;
  private final Streams streams;
  private final ActorLifecycle lifecycle;
  private final ActorReports reports;
  private final RequestSettlements settlements;
  private final RequestExpiry expiry;

  private Actors(
      Home home,
      Chains chains,
      Guests guests,
      Directory directory,
      StateLoader loader,
      Storage storage,
      ContentIndex contents,
      ActorReports reports,
      ActorTable table) {
    this.home = home;
    this.chains = chains;
    this.guests = guests;
    this.directory = directory;
    this.loader = loader;
    this.storage = storage;
    this.contents = contents;
    this.table = table;
    this.streams = new Streams(table, directory, table.memory().streams());
    this.settlements = new RequestSettlements(table, directory);
    this.expiry = table.expiry(settlements::expire);
    this.plugins = new Plugins(table, chains, directory, loader, guests, this::onGuestThread);
    this.timers =
        new Timers(table.writer().timers(), table, directory, loader, guests.capabilities());
    this.lifecycle = new ActorLifecycle(table, chains, directory, loader, guests, timers);
    this.reports = reports;
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
   * The same for a home whose log may be damaged. {@link #damage} says what is; an actor that lacks
   * a block takes no turns, and where nobody knows what is lost, none does.
   *
   * @param mode what to do where the log is damaged
   */
  public static Actors open(
      Path folder, Ports ports, Settings settings, Extensions extensions, Opening.Mode mode) {
    return open(folder, ports, settings, extensions, mode, Substitutes.NONE);
  }

  /** The same for tests that break something. */
  static Actors open(
      Path folder,
      Ports ports,
      Settings settings,
      Extensions extensions,
      Opening.Mode mode,
      Substitutes substitutes) {
    Home home = Home.open(folder, ports, mode);
    try {
      Actors actors = open(home, home.guarded(ports), settings, extensions, mode, substitutes);
      actors.pauses().onResume(actors::resume);
      actors.resume(null);
      return actors;
    } catch (DiskException e) {
      home.close();
      throw Home.refusal(folder, e);
    } catch (RuntimeException | Error e) {
      home.close();
      throw e;
    }
  }

  private static CodeCache cache(Home home, Ports ports, long bytesMax) {
    Path folder = home.folder().resolve("derived").resolve("cache");
    Path key = Home.codeKey(home.folder());
    if (ports.disk().exists(folder) && !ports.disk().exists(key)) {
      home.mended(key + " was missing: a new one was made, and modules are compiled again");
    }
    return CodeCache.open(ports.disk(), ports.clock(), ports.entropy(), folder, key, bytesMax);
  }

  /**
   * Turns that were broken off are run again, each before its actor does anything else; requests
   * whose deadlines passed are closed, and timers that are due fire.
   */
  private void resume(@Nullable Key only) {
    chains.intending().stream()
        .filter(key -> only == null || only.equals(key))
        .filter(key -> table.memory().damage(key) == null)
        .filter(table.pauses()::mayAct)
        .forEach(key -> table.control(key, new ActorTask.Resume(table.pending())));
    if (!chains.damage().isReadOnly()) {
      expiry.start();
      timers.start();
      table.outbox().start();
      table.outbox().mayAct(only);
      timers.mayAct(only);
    }
  }

  private static Actors open(
      Home home,
      Ports ports,
      Settings settings,
      Extensions extensions,
      Opening.Mode mode,
      Substitutes substitutes) {
    EffectCodec codec = new EffectCodec(extensions.capabilities());
    Directory directory = new Directory(codec);
    BlockHashes hashes = new BlockHashes();
    MessageIndex messages =
        new MessageIndex(
            settings.dedupCount(),
            () ->
                Math.min(hashes.newestMillis(), ports.clock().millis())
                    - settings.dedupAge().toMillis());
    OpenRequestIndex openIndex =
        new OpenRequestIndex(
            block -> RequestReplies.change(codec, block), settings.openRequestAge());
    DeliveryIndex deliveries = new DeliveryIndex();
    ChannelIndex channelIndex = new ChannelIndex();
    ContentIndex contents = new ContentIndex(extensions.capabilities()::mayNameContent);
    EffectIndex effectIndex = new EffectIndex(codec);
    TimerIndex timerIndex = new TimerIndex(codec);
    StreamIndex streams = new StreamIndex();
    FailedTurns failures = new FailedTurns();
    LetterIndex letters = new LetterIndex(home.id());
    List<BlockIndex> indices =
        new ArrayList<>(
            List.of(
                directory,
                messages,
                deliveries,
                openIndex,
                channelIndex,
                hashes,
                contents,
                effectIndex,
                failures,
                streams,
                timerIndex,
                letters));
    indices.addAll(extensions.indices());
    indices.replaceAll(substitutes.indices());
    Deadlines deadlines = new Deadlines(ports.clock(), ports.threads());
    Chains chains = home.chains(ports, settings, indices, mode);
    chains.followersMax(settings.followersMax());
    messages.reads(sequence -> chains.blockAt(sequence).orElseThrow());
    openIndex.reads(sequence -> chains.blockAt(sequence).orElseThrow());
    deliveries.reads(sequence -> chains.blockAt(sequence).orElseThrow());
    effectIndex.reads(sequence -> chains.blockAt(sequence).orElseThrow());
    timerIndex.reads(sequence -> chains.blockAt(sequence).orElseThrow());
    Storage storage = new Storage(settings.store(), home.folder(), ports, chains, hashes);
    Dedup taken = substitutes.dedup().apply(new TakenMessages(messages, deliveries, openIndex));
    Channels channels = new Channels(channelIndex, settings.channelsPerActor());
    Outbox outbox =
        new Outbox(
            taken,
            directory,
            new SendLanes(directory, chains::content),
            channels,
            new OutboxMark(
                ports.disk(), home.folder().resolve("derived").resolve("outbox"), chains),
            settings.outboxEntries());
    OpenRequests requests = new OpenRequests(openIndex, new RequestWaiters(deadlines));
    Pauses pauses =
        new Pauses(
            directory, settings.paused(), hash -> queuesWhilePaused(chains, extensions, hash));
    List<EffectHandler<?>> handlers =
        new ArrayList<>(
            List.of(
                requests,
                new ShutdownEffects(),
                new DeadlineEffects(),
                storage.effects(),
                timerIndex,
                outbox));
    handlers.addAll(extensions.effects());
    Effects effects = new Effects(codec, handlers);
    recover(home, effects, effectIndex, storage, chains, mode, settings.paused());
    pauses.onResume(key -> {
      if (key == null && !chains.damage().isReadOnly()) {
        effects.resume(effectIndex);
      }
    });
    chains.onDurable((sequence, block) -> {
      effects.durable(sequence, block);
      outbox.heard(block);
    });
    Scheduler scheduler =
        Scheduler.start(
            ports.clock(), ports.threads(), settings.guestThreads(), settings.guestStackBytes());
    GuestParking parking =
        new GuestParking(ports, scheduler, settings.allGuestsBytes(), settings.parkedGuests());
    Engine engine =
        Engine.open(
            EngineConfig.standard()
                .withPacing(parking)
                .withMemoryBytesMax(settings.allGuestsBytes())
                .withModulesMax(MODULES_KEPT)
                .withLoads(settings.loadsAtATime(), settings.loadTime())
                .withCache(cache(home, ports, settings.codeCacheBytes())),
            ports.clock(),
            ports.threads());
    Guests guests = new Guests(engine, settings, extensions.capabilities());
    Snapshots snapshots =
        new Snapshots(ports.disk(), home.folder().resolve("derived").resolve("snapshots"));
    StateLoader loader = new StateLoader(chains, directory, guests, snapshots, storage, scheduler);
    StateCache states = new StateCache(ports.clock(), deadlines, settings.cachedStateBytes());
    BlockClock blockClock = new BlockClock(ports.clock(), hashes.newestMillis());
    RequestWaits waits = new RequestWaits(chains::isIntending);
    SentRequests calls =
        new SentRequests(
            ports.clock(), parking, waits, chains, settings.messageBytes(), substitutes.points());
    LiveLogs liveLogs = new LiveLogs(ports.threads());
    TurnRunner runner =
        new TurnRunner(
            chains,
            storage,
            codec,
            timerIndex,
            new TimerLimits(
                settings.timersPerActor(), settings.timersPerTenant(), settings.messageBytes()),
            blockClock,
            ports.entropy(),
            List.of(parking, calls, channels, liveLogs));
    Deduplication deduplication = new Deduplication(taken, requests, codec);
    ActorTable table =
        new ActorTable(
            ports,
            settings,
            scheduler,
            deadlines,
            new ActorMemory(
                ports.clock(), chains, directory, streams, loader, snapshots, states, pauses),
            runner,
            new TurnWriter(
                chains,
                effects,
                timerIndex,
                requests,
                storage.inUse(),
                channels,
                substitutes.points()),
            new TurnRecovery(chains, loader, runner),
            deduplication);
    table.deliversBy(outbox);
    states.sweeps(table::sweep);
    ActorReports reports =
        new ActorReports(
            chains,
            directory,
            loader,
            guests,
            storage.hashes(),
            failures,
            new Letters(table, chains, letters));
    Actors actors =
        new Actors(home, chains, guests, directory, loader, storage, contents, reports, table);
    calls.connect(actors::deliver, deduplication);
    calls.interrupted();
    return actors;
  }

  /** Whether the manifest of {@code hash} says so: not one that is lost, or of no actor. */
  private static boolean queuesWhilePaused(Chains chains, Extensions extensions, Hash hash) {
    Bytes source = chains.content(hash).orElse(null);
    if (source == null || PluginManifest.isEncoded(source)) {
      return false;
    }
    return Manifest.parse("the manifest", source, extensions.capabilities())
        .mailbox()
        .queuesWhilePaused();
  }

  private static void recover(
      Home home,
      Effects effects,
      EffectIndex index,
      Storage storage,
      Chains chains,
      Opening.Mode mode,
      boolean paused) {
    if (chains.damage().isReadOnly()) {
      return;
    }
    try {
      effects.recover(index, paused);
      storage.effects().recovered();
    } catch (StoreException e) {
      if (mode != Opening.Mode.STRICT) {
        home.mended("the store is out of use: " + e.getMessage());
        return;
      }
      throw new HomeException(
          HomeException.Reason.DAMAGED,
          "the home %s cannot be opened: %s".formatted(home.folder(), e.getMessage()),
          e);
    }
  }

  /** What was found to be damaged when the home was opened in spite of it. */
  public DamageReport damage() {
    return chains.damage();
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

  /** The dead letters of the actors. */
  public Letters letters() {
    return reports.letters();
  }

  /** The streams of events of the home. */
  public Streams streams() {
    return streams;
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
    return table.ports();
  }

  /** The history of all actors: blocks, heads, proofs. */
  public Chains chains() {
    return chains;
  }

  /**
   * Follows the blocks of actors that {@code filter} wants: those from {@code start} on, then those
   * to come, each once, in the order of the log. It reads the log at the pace at which it is asked;
   * closing the actors ends it.
   *
   * @throws dev.odeon.chain.ChainException if {@code start} is not there, or {@link
   *     Settings#followersMax} readers follow already
   */
  public BlockSubscription follow(BlockFilter filter, StartPoint start) {
    if (table.writer().isClosing()) {
      throw new ActorException(ActorException.Reason.CLOSED, CLOSED);
    }
    return chains.follow(filter, start);
  }

  /**
   * Watches the log lines of an actor that its chain does not record, while turns run; what was
   * logged before is gone.
   *
   * @param wake as {@link LiveLogs#watch} has it
   */
  public LiveLogs.Watch watchLogs(Key key, Runnable wake) {
    return table.runner().liveLogs().watch(key, wake);
  }

  /**
   * The store of the home, opened when it is first asked for; it is closed with the actors. What
   * turns that were answered before asked of it is in it, unless its disk is full or broken. Blocks
   * for that.
   *
   * @throws dev.odeon.store.StoreException if it cannot be opened
   */
  public Store store() {
    if (table.writer().isClosing()) {
      throw new ActorException(ActorException.Reason.CLOSED, CLOSED);
    }
    storage.effects().settle();
    return storage.store();
  }

  /** How the memory cache of the store does; zeros before the store was asked for. */
  public CacheStats storeCache() {
    return storage.cache();
  }

  /**
   * Whether a chain of {@code tenant} names {@code hash}: as a block or an event of it, as its
   * state, or as the module or manifest of its actor, now or before.
   */
  public boolean isNamed(String tenant, Hash hash) {
    return reports.isNamed(tenant, hash);
  }

  /** What the store must keep because the history names it. */
  public Roots roots() {
    return new ChainRoots(chains, storage, contents, guests.capabilities());
  }

  /**
   * Spawns the actor {@code key}, or lets it run again after a stop. Blocks until that is durable.
   * An actor that runs already with that very code, whatever its manifest's order and comments, is
   * left alone: the answer is its last block, as a duplicate.
   *
   * @return how its first turn ended: an init that does not return is recorded, and the actor does
   *     not run
   * @throws ManifestException if the manifest asks for more than {@link Settings} allow
   * @throws ActorException if the module cannot run, needs what the manifest does not grant, or the
   *     actor has other code, or was removed
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
    return start(key, manifest, module, load, _ -> {});
  }

  /**
   * The same for who wants to know why an init failed.
   *
   * @param ran is told what the first turn has to say beside its block, as {@link TurnRequest#ran}
   */
  public Answer start(
      Key key, Manifest manifest, Bytes module, LoadRequest load, Consumer<@Nullable Object> ran) {
    return lifecycle.start(key, manifest, module, load, ran);
  }

  /**
   * Lets a stopped actor run again with the module and the manifest that it has. Blocks until that
   * is durable. One that runs is left alone.
   *
   * @throws ActorException if there is no such actor, it never ran, or was removed
   * @throws dev.odeon.engine.LoadException if its module was not compiled, for what {@code load}
   *     says
   */
  public Answer start(Key key, LoadRequest load) {
    return lifecycle.start(key, load);
  }

  /**
   * Gives an actor other code, running or stopped: its state stays, and the next message is the new
   * code's. Blocks until that is durable. An actor that has that code already is left alone.
   *
   * @param manifest what it may do from now on; null for what it may do now
   * @throws ManifestException if the manifest asks for more than {@link Settings} allow
   * @throws ActorException if there is no such actor, the module cannot run, needs what is not
   *     granted, or lacks an export that the module before it has; nothing was recorded
   * @throws dev.odeon.engine.LoadException if it was not compiled, for what {@code load} says
   */
  public Answer upgrade(Key key, @Nullable Manifest manifest, Bytes module, LoadRequest load) {
    return lifecycle.upgrade(key, manifest, module, load);
  }

  /**
   * Removes a stopped actor for ever: its history stays, and no other is ever called that. Blocks
   * until that is durable. One that was removed is left alone.
   *
   * @param reason why, for its chain
   * @throws ActorException if there is no such actor, or it runs
   */
  public Answer remove(Key key, String reason) {
    return lifecycle.remove(key, reason);
  }

  /**
   * What is known of an actor, without running it.
   *
   * @throws ActorException if there is no such actor
   */
  public ActorReport show(Key key) {
    Registration registration = directory.get(key);
    String damage = damage().chains().get(key);
    if (damage != null) {
      registration = Registration.damaged(key, registration, damage);
    }
    if (registration == null) {
      throw noSuchActor(key);
    }
    return reports.of(status(registration));
  }

  /**
   * Starts the actor {@code key} if there is none yet, or its first turn failed. One that was
   * started before is left as it is, with the code it has, also if it was stopped. Blocks until
   * that is durable.
   *
   * @return whether it was started
   * @throws ActorException if its first turn did not return, and as {@link #start} does
   */
  public boolean startIfAbsent(Key key, Manifest manifest, Bytes module) {
    if (isThere(key)) {
      return false;
    }
    try {
      Answer answer = start(key, manifest, module);
      Replies.started(key, answer);
      return !(answer instanceof Answer.Completed done && done.duplicate());
    } catch (ActorException e) {
      // Somebody else was faster.
      if (e.reason() == ActorException.Reason.CONFLICT && isThere(key)) {
        return false;
      }
      throw e;
    }
  }

  /**
   * The same for a manifest in a file; its module is the file beside it that it names.
   *
   * @throws DiskException if one of them cannot be read
   */
  public boolean startIfAbsent(Key key, Path manifest) {
    if (isThere(key)) {
      return false;
    }
    Disk disk = table.ports().disk();
    Manifest parsed =
        Manifest.parse(manifest.toString(), disk.readAll(manifest), guests.capabilities());
    return startIfAbsent(key, parsed, disk.readAll(manifest.resolveSibling(parsed.module())));
  }

  private boolean isThere(Key key) {
    Registration registration = directory.get(key);
    return registration != null && registration.status() != Registration.Status.FAILED;
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
    return deliver(request, false);
  }

  /**
   * Hands a request in for who waits for its answer then. If the calling thread was started by
   * {@link dev.odeon.base.Threads#start} with {@link Settings#guestStackBytes}, and a guest may run
   * now, the turn runs on it: that spares a hand-over between threads.
   */
  public Delivery deliverHere(TurnRequest request) {
    return deliver(request, true);
  }

  private Delivery deliver(TurnRequest request, boolean here) {
    if (table.writer().isClosing()) {
      return new Delivery.Stopping();
    }
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
      return streams.get(request.to()).equals(StreamState.NONE)
          ? new Delivery.NoSuchActor()
          : new Delivery.Removed("it is a stream of events");
    }
    Pauses pauses = table.pauses();
    return switch (registration.status()) {
      case RUNNING, PAUSED -> {
        String paused = pauses.refusal(registration);
        yield paused == null ? table.take(request, here) : new Delivery.Paused(paused);
      }
      case STOPPED, FAILED, DAMAGED -> new Delivery.Stopped(registration.reason());
      case REMOVED -> new Delivery.Removed(registration.reason());
    };
  }

  /**
   * Stops the actor {@code key}; what waits in its mailbox is refused. Blocks until that is
   * durable. A turn that was broken off after it did something outside, and failed again whenever
   * it ran again, is given up then: its block tells what it did, as one that diverged. One that is
   * stopped already is left alone.
   *
   * @param reason why, for its chain
   * @throws ActorException if it never ran, or was removed
   */
  public Answer stop(Key key, String reason) {
    return lifecycle.stop(key, reason);
  }

  /**
   * The requests that the actor {@code key} took and left open, the oldest first, as durable blocks
   * say.
   *
   * @throws ActorException if there is no such actor
   */
  public List<OpenRequestReport> openRequests(Key key) {
    return settlements.list(key);
  }

  /** {@link #reply(Key, String, Bytes, String)} by the program that embeds the actors. */
  public Head reply(Key key, String request, Bytes body) {
    return reply(key, request, body, "embedder");
  }

  /**
   * Answers a request that the actor {@code key} left open, in its place: whoever waits gets {@code
   * body}. No guest runs, so a stopped actor need not be started. Blocks until that is durable.
   *
   * @param request its id, as {@link #openRequests} has it
   * @param principal who answers, for the chain
   * @return the block that says so
   * @throws ActorException if it is not open: its reason says whether it is unknown, {@link
   *     ActorException.Reason#ALREADY_ANSWERED}, {@link ActorException.Reason#EXPIRED} or {@link
   *     ActorException.Reason#WITHDRAWN}; if the body is over {@link Settings#messageBytes}; if the
   *     actor is removed or damaged
   */
  public Head reply(Key key, String request, Bytes body, String principal) {
    return settlements.reply(key, request, body, principal);
  }

  /**
   * Pauses the actor {@code key}: until it is resumed, whatever becomes of this process, it takes
   * no messages, or they wait in its mailbox if its manifest says so; what it sent, its timers and
   * its open requests wait. Blocks until that is durable. One that is paused is left alone.
   *
   * @param reason why, for its chain
   * @throws ActorException if there is no such actor, or it does not run
   */
  public Answer pause(Key key, String reason) {
    return lifecycle.pause(key, reason);
  }

  /**
   * Lets the actor {@code key} act again, also where the home is paused and others may not. Blocks
   * until that is durable. One that acts is left alone.
   *
   * @param reason why, for its chain
   * @throws ActorException if there is no such actor, or it is neither paused nor running
   */
  public Answer resume(Key key, String reason) {
    return lifecycle.resume(key, reason);
  }

  /**
   * Pauses the home for as long as this process has it open, as {@link Settings#paused} does from
   * the beginning: no actor acts, and messages are refused; actors can be read, started, upgraded,
   * paused, stopped and removed. Turns that run end. False if it was paused already.
   */
  public boolean pauseAll() {
    return table.pauses().pauseHome();
  }

  /**
   * Ends the pause of the home, and what waited for it goes on; actors that are paused by
   * themselves stay so. False if the home was not paused.
   */
  public boolean resumeAll() {
    return table.pauses().resumeHome();
  }

  /** Whether the home is paused. */
  public boolean isPaused() {
    return table.pauses().isHomePaused();
  }

  /** Which actors may act now. */
  Pauses pauses() {
    return table.pauses();
  }

  /** The actors of {@code tenant} whose spawn is durable, and damaged ones, ordered by key. */
  public List<ActorStatus> list(String tenant) {
    SortedMap<Key, Registration> listed = new TreeMap<>();
    directory.list(tenant).forEach(each -> listed.put(each.key(), each));
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
          chains
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
    StateLoader.Loaded loaded = onGuestThread(key.tenant(), () -> loader.load(at));
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
    return onGuestThread(
        key.tenant(), () -> new Replay(chains, loader, storage).run(head, whileOpen(progress)));
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
    Registration registration = directory.get(key);
    if (registration == null) {
      throw noSuchActor(key);
    }
    Bytes manifest = loader.content(registration.manifest());
    Guest other = guests.other("the manifest of " + key, manifest, module, load);
    return onGuestThread(
        key.tenant(),
        () ->
            new WhatIf(chains, storage, table.runner().codec(), other)
                .run(head, whileOpen(progress)));
  }

  /**
   * The channels that an actor has open, the one that is open longest first.
   *
   * @throws ActorException if there is no such actor
   */
  public List<OpenChannel> channels(Key key) {
    if (directory.get(key) == null) {
      throw noSuchActor(key);
    }
    return table.outbox().channels().of(key, at -> chains.blockAt(at).orElseThrow());
  }

  /**
   * The timers of an actor that wait, the next one first.
   *
   * @throws ActorException if there is no such actor
   */
  public List<PendingTimer> timers(Key key) {
    if (directory.get(key) == null) {
      throw noSuchActor(key);
    }
    return timers.of(key);
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
   * From now on {@code tenant} gets {@code weight} times the time on guest threads of a tenant of
   * weight 1, while both have something to do. The weight of a tenant is 1 until this is called.
   *
   * @throws IllegalArgumentException if the weight is not from 1 to 1,000
   */
  public void weight(String tenant, int weight) {
    if (weight < 1 || weight > 1_000) {
      throw new IllegalArgumentException("a weight is from 1 to 1000, not " + weight);
    }
    table.scheduler().weight(tenant, weight);
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

  /**
   * Waits until what actors have sent each other is taken, but for what waits for an actor that is
   * stopped, or until {@code most} has passed. Whether it is. Blocks.
   */
  public boolean awaitDelivered(Duration most) {
    Ports ports = table.ports();
    long deadline = ports.clock().nanos() + most.toNanos();
    while (table.outbox().isDelivering()) {
      if (deadline - ports.clock().nanos() <= 0) {
        return false;
      }
      ports.threads().parkNanos(LOOK_NANOS);
    }
    return true;
  }

  /** How many messages between actors are not delivered yet, those of turns in flight included. */
  public long outboxWaiting() {
    return table.outbox().waiting();
  }

  /** What the states of the actors in memory take, in bytes. */
  public long stateBytes() {
    return table.memory().stateBytes();
  }

  /** Asks all actors to leave memory once they have done what waits, as idle ones do; blocks. */
  void passivate() {
    for (Pending<Answer> left : table.leaveAll()) {
      var _ = left.await();
    }
  }

  /** What runs again block by block ends with the actors. */
  private LongConsumer whileOpen(LongConsumer progress) {
    return height -> {
      if (table.writer().isClosing()) {
        throw new ActorException(ActorException.Reason.CLOSED, CLOSED);
      }
      progress.accept(height);
    };
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

  private Head head(Key key) {
    return chains.head(key).orElseThrow(() -> noSuchActor(key));
  }

  private Head headAt(Head last, long height) {
    if (height < 0 || height > last.height()) {
      throw new ActorException(
          ActorException.Reason.NOT_FOUND,
          "%s has no block %d: its blocks are 0 to %d"
              .formatted(last.key(), height, last.height()));
    }
    return loader.block(last.key(), height).head();
  }

  static ActorException noSuchActor(Key key) {
    return new ActorException(
        ActorException.Reason.NOT_FOUND, "there is no actor %s".formatted(key));
  }

  /** Guests need a deep stack, and take their turn with the others. */
  private <T> T onGuestThread(Supplier<T> work) {
    return onGuestThread(Key.DEFAULT_TENANT, work);
  }

  private <T> T onGuestThread(String tenant, Supplier<T> work) {
    Pending<T> result = new Pending<>(table.ports().threads());
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
    if (!table.scheduler().ready(GuestWork.of(tenant, run))) {
      throw new ActorException(ActorException.Reason.CLOSED, CLOSED);
    }
    return result.await();
  }
}
