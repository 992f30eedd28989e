package dev.odeon.runtime.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.DiskException;
import dev.odeon.base.Hash;
import dev.odeon.base.Ports;
import dev.odeon.chain.BlockIndex;
import dev.odeon.chain.Chains;
import dev.odeon.engine.CodeCache;
import dev.odeon.engine.Engine;
import dev.odeon.engine.EngineConfig;
import dev.odeon.log.Opening;
import dev.odeon.runtime.Directory;
import dev.odeon.runtime.Extensions;
import dev.odeon.runtime.Home;
import dev.odeon.runtime.HomeException;
import dev.odeon.runtime.LiveLogs;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.PluginManifest;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.TenantLimit;
import dev.odeon.runtime.effect.EffectCodec;
import dev.odeon.runtime.effect.EffectHandler;
import dev.odeon.runtime.effect.EffectIndex;
import dev.odeon.runtime.effect.Effects;
import dev.odeon.runtime.index.BlockHashes;
import dev.odeon.runtime.index.Dedup;
import dev.odeon.runtime.index.TakenMessages;
import dev.odeon.runtime.tenant.Tenants;
import dev.odeon.runtime.timer.TimerLimits;
import dev.odeon.runtime.turn.BlockClock;
import dev.odeon.runtime.turn.ChainRoots;
import dev.odeon.runtime.turn.DeadlineEffects;
import dev.odeon.runtime.turn.GuestParking;
import dev.odeon.runtime.turn.Guests;
import dev.odeon.runtime.turn.Scheduler;
import dev.odeon.runtime.turn.ShutdownEffects;
import dev.odeon.runtime.turn.Snapshots;
import dev.odeon.runtime.turn.StateLoader;
import dev.odeon.runtime.turn.Storage;
import dev.odeon.runtime.turn.TurnRecovery;
import dev.odeon.runtime.turn.TurnRunner;
import dev.odeon.store.StoreException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Opens a home: recovers what its log holds, makes what runs its actors, and connects it. Then
 * turns that were interrupted run again, and what waited for a process goes on.
 */
final class HomeOpening {
  /**
   * How many compiled modules keep instances for their next runs: one that is forgotten still runs,
   * and makes a new instance each time.
   */
  private static final int MODULES_KEPT = 1024;

  private HomeOpening() {}

  /**
   * See {@link Actors#open(Path, Ports, Settings, Extensions, Opening.Mode)}.
   *
   * @param asleep whether no actor acts before somebody asks one to
   * @param substitutes what a test breaks
   */
  static Actors open(
      Path folder,
      Ports ports,
      Settings settings,
      Extensions extensions,
      Opening.Mode mode,
      boolean asleep,
      Substitutes substitutes) {
    Home home = Home.open(folder, ports, mode);
    try {
      return open(home, home.guarded(ports), settings, extensions, mode, asleep, substitutes);
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

  private static Actors open(
      Home home,
      Ports ports,
      Settings settings,
      Extensions extensions,
      Opening.Mode mode,
      boolean asleep,
      Substitutes substitutes) {
    HomeIndices own = new HomeIndices(home.id(), ports, settings, extensions);
    List<BlockIndex> indices = new ArrayList<>(own.all());
    indices.addAll(extensions.indices());
    indices.replaceAll(substitutes.indices());
    Deadlines deadlines = new Deadlines(ports.clock(), ports.threads());
    Chains chains = home.chains(ports, settings, indices, mode);
    chains.followersMax(settings.followersMax());
    own.reads(chains);
    EffectCodec codec = own.codec();
    Directory directory = own.directory();
    BlockHashes hashes = own.hashes();
    Storage storage = new Storage(settings.store(), home.folder(), ports, chains, hashes);
    Dedup taken =
        substitutes
            .dedup()
            .apply(new TakenMessages(own.messages(), own.deliveries(), own.openRequests()));
    Channels channels = new Channels(own.channels(), settings.channelsPerActor());
    Outbox outbox =
        new Outbox(
            taken,
            directory,
            new SendLanes(directory, chains::content),
            channels,
            new OutboxMark(
                ports.disk(), home.folder().resolve("derived").resolve("outbox"), chains),
            settings.outboxEntries());
    OpenRequests requests = new OpenRequests(own.openRequests(), new RequestWaiters(deadlines));
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
                own.timers(),
                outbox));
    handlers.addAll(extensions.effects());
    Effects effects = new Effects(codec, handlers);
    recover(home, effects, own.effects(), storage, chains, mode, asleep || settings.paused());
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
    Tenants tenants =
        new Tenants(
            chains,
            own.tenants(),
            blockClock::nextMillis,
            ports.entropy(),
            ports.clock(),
            storage::bytesOf,
            settings.tenants());
    tenants.onChange((tenant, limits) -> {
      scheduler.weight(tenant, (int) limits.get(TenantLimit.WEIGHT, 1));
      scheduler.runsMax(tenant, (int) limits.get(TenantLimit.RUNS, Integer.MAX_VALUE));
    });
    tenants.counts(TenantLimit.RUNS, scheduler::running);
    tenants.counts(TenantLimit.OUTBOX, outbox::waiting);
    tenants.counts(TenantLimit.TIMERS, own.timers()::count);
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
            own.timers(),
            new TimerLimits(
                settings.timersPerActor(),
                tenant ->
                    tenants.limits(tenant).get(TenantLimit.TIMERS, settings.timersPerTenant()),
                settings.messageBytes()),
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
                ports.clock(), chains, directory, own.streams(), loader, snapshots, states, pauses),
            runner,
            new TurnWriter(
                chains,
                effects,
                own.timers(),
                requests,
                storage.inUse(),
                channels,
                substitutes.points()),
            new TurnRecovery(chains, loader, runner),
            deduplication);
    table.deliversBy(outbox);
    table.limitedBy(tenants);
    states.sweeps(table::sweep);
    Timers timers = new Timers(own.timers(), table, directory, loader, guests.capabilities());
    RequestSettlements settlements = new RequestSettlements(table, directory);
    WaitingWork waiting =
        new WaitingWork(
            chains, table, effects, own.effects(), table.expiry(settlements::expire), timers);
    table.wakes(waiting::wake);
    GuestThreads threads = new GuestThreads(table);
    Actors actors =
        new Actors(
            home,
            chains,
            guests,
            directory,
            storage,
            new ChainRoots(chains, storage, own.contents(), guests.capabilities()),
            table,
            timers,
            new Actors.Parts(
                new ActorLifecycle(table, chains, directory, loader, guests, timers),
                new ActorReports(
                    chains, directory, loader, guests, hashes, own.failures(), channels, timers),
                new ActorHistory(table, chains, directory, loader, storage, guests, threads),
                settlements,
                new Letters(table, chains, own.letters()),
                new Plugins(table, chains, directory, loader, guests, threads, parking),
                new Streams(table, directory, own.streams()),
                new Workload(table, timers)));
    calls.connect(actors::deliverAsked, deduplication);
    calls.interrupted();
    pauses.onResume(waiting);
    if (!asleep) {
      waiting.wake();
    }
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
      boolean held) {
    if (chains.damage().isReadOnly()) {
      return;
    }
    try {
      effects.recover(index, held);
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
}
