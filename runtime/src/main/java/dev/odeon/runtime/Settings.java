package dev.odeon.runtime;

import java.time.Duration;

/**
 * The limits and sizes of one {@link Actors}. Everything has a limit; these are the ones that can
 * be chosen.
 *
 * @param guestThreads how many guests run at a time
 * @param guestStackBytes the stack of a thread that runs guests, in bytes: address space, of which
 *     memory is taken as it is used; twice what the stack slots of a guest can take
 * @param memoryBytes a guest's linear memory, in bytes
 * @param allGuestsBytes the linear memories of all guests together, in bytes
 * @param tableElements the elements of all tables of a guest
 * @param turnTime how long a turn may take
 * @param initTime how long the first turn of an actor may take
 * @param outputBytes the size of a state, a reply or an event, in bytes
 * @param messageBytes the size of a message's body, in bytes
 * @param mailboxCapacity how many messages may wait for one actor
 * @param unsyncedTurns how many turns of one actor may wait for the disk before it takes no further
 *     one
 * @param cachedStateBytes the states of idle actors kept in memory, in bytes
 * @param requestAge how long a message waits for its turn, or a request that a guest left open for
 *     its answer, if who sent it gave no deadline
 * @param dedupAge how long the ids of messages from outside are kept
 * @param dedupCount how many of them are kept in a home
 * @param loadsAtATime how many modules are compiled at a time
 * @param loadTime how long compiling one may take
 * @param segmentBytes the size of the log's segments, in bytes
 */
public record Settings(
    int guestThreads,
    long guestStackBytes,
    long memoryBytes,
    long allGuestsBytes,
    long tableElements,
    Duration turnTime,
    Duration initTime,
    long outputBytes,
    long messageBytes,
    int mailboxCapacity,
    int unsyncedTurns,
    long cachedStateBytes,
    Duration requestAge,
    Duration dedupAge,
    long dedupCount,
    int loadsAtATime,
    Duration loadTime,
    long segmentBytes) {

  /** The documented defaults for this machine. */
  public static Settings defaults() {
    return new Settings(
        Runtime.getRuntime().availableProcessors(),
        256L << 20,
        64L << 20,
        Runtime.getRuntime().maxMemory() / 2,
        1_000_000,
        Duration.ofSeconds(5),
        Duration.ofSeconds(60),
        16L << 20,
        16L << 20,
        1024,
        1024,
        Runtime.getRuntime().maxMemory() / 8,
        Duration.ofDays(7),
        Duration.ofDays(7),
        10_000_000,
        Math.max(1, Runtime.getRuntime().availableProcessors() - 1),
        Duration.ofMinutes(2),
        64L << 20);
  }
}
