package dev.odeon.runtime;

import dev.odeon.chain.Chains;
import dev.odeon.store.StoreConfig;
import java.time.Duration;
import java.util.Map;

/**
 * The limits and sizes of one {@link dev.odeon.runtime.actor.Actors}. Everything has a limit; these
 * are the ones that can be chosen.
 *
 * @param guestThreads how many guests run at a time
 * @param guestStackBytes the stack of a thread that runs guests, in bytes: address space, of which
 *     memory is taken as it is used; twice what the stack slots of a guest can take
 * @param parkedGuests how many guests may be parked in host calls, each on a thread of its own;
 *     none of them counts as one that runs
 * @param memoryBytes a guest's linear memory, in bytes
 * @param allGuestsBytes the linear memories of all guests together, in bytes
 * @param tableElements the elements of all tables of a guest
 * @param turnTime how long a turn may take
 * @param initTime how long the first turn of an actor may take
 * @param outputBytes the size of a state, a reply or an event, in bytes
 * @param messageBytes the size of a message's body, in bytes
 * @param mailboxCapacity how many messages of each priority may wait for one actor
 * @param outboxEntries how many messages of one actor to another may wait
 * @param deliveryAttempts how often a message of another actor, or a timer, may fail before it is a
 *     dead letter
 * @param unsyncedTurns how many turns of one actor may wait for the disk before it takes no further
 *     one
 * @param cachedStateBytes the states of idle actors kept in memory, in bytes
 * @param requestAge how long a message waits for its turn, if who sent it gave no deadline
 * @param openRequestAge how long a request that a guest left open waits for its answer, if who sent
 *     it gave no deadline
 * @param openRequests how many requests of one actor may be open before it takes no further one
 * @param dedupAge how long the ids of messages from outside are kept
 * @param dedupCount how many of them are kept in a home
 * @param loadsAtATime how many modules are compiled at a time
 * @param loadTime how long compiling one may take
 * @param segmentBytes the size of the log's segments, in bytes
 * @param followersMax how many readers may follow the home's events at a time
 * @param store the content store's cache, and how long it keeps what nothing names
 * @param codeCacheBytes what compiled modules may take on the disk, in bytes
 * @param channelsPerActor how many channels of one actor may be open, whoever opened them
 * @param timersPerActor how many timers that the guest of an actor set may wait
 * @param timersPerTenant how many timers that all guests of a tenant set may wait
 * @param paused whether the home is opened paused: no actor acts, turns and effects that a crash
 *     left wait, and messages are refused until it is resumed
 * @param tenants what tenants may use, by name, where nothing else was set for them
 */
public record Settings(
    int guestThreads,
    long guestStackBytes,
    int parkedGuests,
    long memoryBytes,
    long allGuestsBytes,
    long tableElements,
    Duration turnTime,
    Duration initTime,
    long outputBytes,
    long messageBytes,
    int mailboxCapacity,
    int outboxEntries,
    int deliveryAttempts,
    int unsyncedTurns,
    long cachedStateBytes,
    Duration requestAge,
    Duration openRequestAge,
    int openRequests,
    Duration dedupAge,
    long dedupCount,
    int loadsAtATime,
    Duration loadTime,
    long segmentBytes,
    int followersMax,
    StoreConfig store,
    long codeCacheBytes,
    int channelsPerActor,
    int timersPerActor,
    int timersPerTenant,
    boolean paused,
    Map<String, TenantLimits> tenants) {
  /** Copies the map. */
  public Settings {
    tenants = Map.copyOf(tenants);
  }

  /** The documented defaults for this machine. */
  public static Settings defaults() {
    return new Settings(
        Runtime.getRuntime().availableProcessors(),
        256L << 20,
        256,
        64L << 20,
        Runtime.getRuntime().maxMemory() / 2,
        1_000_000,
        Duration.ofSeconds(5),
        Duration.ofSeconds(60),
        16L << 20,
        16L << 20,
        1024,
        1024,
        5,
        1024,
        Runtime.getRuntime().maxMemory() / 8,
        Duration.ofDays(7),
        Duration.ofDays(7),
        65_536,
        Duration.ofDays(7),
        10_000_000,
        Math.max(1, Runtime.getRuntime().availableProcessors() - 1),
        Duration.ofMinutes(2),
        64L << 20,
        Chains.FOLLOWERS_MAX,
        StoreConfig.defaults(),
        512L << 20,
        1_024,
        1_000,
        10_000_000,
        false,
        Map.of());
  }
}
