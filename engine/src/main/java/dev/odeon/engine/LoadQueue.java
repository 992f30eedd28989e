package dev.odeon.engine;

import dev.odeon.base.Clock;
import dev.odeon.base.Pending;
import dev.odeon.base.Threads;
import dev.odeon.engine.LoadException.Reason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compiles modules on a few threads of its own, so that loads leave processors to what runs:
 * tenants take turns, and none has two at a time. Who asks for a module that is being compiled
 * waits for that.
 *
 * <p>What compiles cannot be interrupted: it asks between two pieces of work whether to go on, and
 * stops if nobody waits any more or its time is over. Who waits is answered at once. Any thread;
 * the tables are guarded by this object's monitor, which is never held over a port call.
 *
 * @param <K> what names a module
 * @param <V> what comes of it
 */
final class LoadQueue<K, V> {
  /** How often who waits looks whether he was cancelled. */
  private static final long LOOK_NANOS = 20_000_000;

  /** How many loads of one tenant may wait. */
  static final int WAITING_MAX = 64;

  private static final Duration NEVER = Duration.ofDays(365);

  /** The library's compiler is recursive. */
  private static final long STACK_BYTES = 64L << 20;

  private final Clock clock;
  private final Threads threads;
  private final int most;
  private final long bytesMax;
  private final Duration time;
  private final Map<K, Job<K, V>> jobs = new HashMap<>();

  /** What waits, by tenant; whose turn is next comes first. */
  private final LinkedHashMap<String, Deque<Job<K, V>>> waiting = new LinkedHashMap<>();

  private final Set<String> busy = new HashSet<>();
  private int running;
  private long bytes;

  /** Written under the monitor, before jobs are abandoned for it. */
  private volatile boolean closed;

  /**
   * An empty queue.
   *
   * @param most how many loads are under way at a time
   * @param bytesMax what they may take of the heap together, unless one alone takes more
   * @param time how long one may take
   */
  LoadQueue(Clock clock, Threads threads, int most, long bytesMax, Duration time) {
    this.clock = clock;
    this.threads = threads;
    this.most = most;
    this.bytesMax = bytesMax;
    this.time = time;
  }

  /** Compiles: asks {@code check} often, which throws if it is to stop. */
  interface Work<V> {
    V run(Runnable check);
  }

  private static final class Job<K, V> {
    final K key;
    final Work<V> work;
    final long bytes;
    final Pending<V> result;

    /** Written under the queue's monitor. */
    volatile boolean abandoned;

    // Guarded by the queue's monitor.
    boolean kept;
    int waiters;
    boolean begun;

    Job(K key, Work<V> work, long bytes, Threads threads) {
      this.key = key;
      this.work = work;
      this.bytes = bytes;
      this.result = new Pending<>(threads);
    }
  }

  /** A job and the tenant whose turn it takes. */
  private record Turn<K, V>(String tenant, Job<K, V> job) {}

  /**
   * What {@code work} makes of {@code key}, or what is being made of it already. Blocks.
   *
   * @param needed what it takes of the heap, in bytes
   * @throws LoadException if the caller cancelled, or its time is over, or too many wait
   * @throws RuntimeException what {@code work} threw
   */
  V await(K key, long needed, LoadRequest request, Work<V> work) {
    Duration limit = request.time() == null ? NEVER : request.time();
    long since = clock.nanos();
    Job<K, V> job = enter(key, needed, request, work);
    try {
      begin();
      while (!job.result.isDone()) {
        if (request.cancellation().cancelled()) {
          throw new LoadException(Reason.CANCELLED, "the load was cancelled");
        }
        long left = limit.toNanos() - (clock.nanos() - since);
        if (left <= 0) {
          throw late(limit);
        }
        var _ = job.result.await(clock, Math.min(left, LOOK_NANOS));
      }
      return job.result.await();
    } finally {
      leave(job);
    }
  }

  /** How many loads are under way. */
  synchronized int running() {
    return running;
  }

  /** How many loads wait for their turn. */
  synchronized int waiting() {
    return (int) waiting.values().stream().flatMap(Deque::stream).distinct().count();
  }

  /** Lets nothing begin any more; what is under way stops between two pieces of work. */
  void close() {
    List<Job<K, V>> all;
    synchronized (this) {
      closed = true;
      all = new ArrayList<>(jobs.values());
      all.forEach(job -> job.abandoned = true);
      jobs.clear();
      waiting.clear();
    }
    all.forEach(job -> job.result.fail(closing()));
  }

  private synchronized Job<K, V> enter(K key, long needed, LoadRequest request, Work<V> work) {
    if (closed) {
      throw closing();
    }
    Job<K, V> job = jobs.get(key);
    if (job == null) {
      job = new Job<>(key, work, needed, threads);
    }
    if (!job.begun) {
      // Who asks for what another tenant waits for gets it when the first of both has its turn.
      Deque<Job<K, V>> queue = waiting.computeIfAbsent(request.tenant(), _ -> new ArrayDeque<>());
      if (queue.size() >= WAITING_MAX) {
        throw new LoadException(
            Reason.OVERLOADED,
            "%d modules of the tenant %s wait to be compiled: try again later"
                .formatted(queue.size(), request.tenant()));
      }
      queue.addLast(job);
    }
    jobs.put(key, job);
    job.kept |= request.kept();
    job.waiters++;
    return job;
  }

  private synchronized void leave(Job<K, V> job) {
    job.waiters--;
    if (job.waiters == 0 && !job.kept && !job.result.isDone()) {
      job.abandoned = true;
      jobs.remove(job.key, job);
      dropFromQueues(job);
    }
  }

  private void dropFromQueues(Job<K, V> job) {
    waiting.values().forEach(queue -> queue.removeIf(each -> each == job));
    waiting.values().removeIf(Deque::isEmpty);
  }

  /** Starts threads for what may begin. */
  private void begin() {
    for (Turn<K, V> turn = take(); turn != null; turn = take()) {
      Turn<K, V> taken = turn;
      try {
        threads.start("odeon-load", STACK_BYTES, () -> work(taken));
      } catch (Error e) {
        // The system has no thread to give now.
        taken.job.result.fail(new OverloadedException("a module could not be compiled: " + e));
        done(taken);
      }
    }
  }

  private void work(Turn<K, V> turn) {
    Job<K, V> job = turn.job;
    long deadline = clock.nanos() + time.toNanos();
    try {
      job.result.complete(job.work.run(() -> check(job, deadline)));
    } catch (RuntimeException e) {
      job.result.fail(e);
    } catch (Error e) {
      job.result.fail(new OverloadedException("a module could not be compiled: " + e));
    } finally {
      done(turn);
    }
    begin();
  }

  private void check(Job<K, V> job, long deadline) {
    if (job.abandoned && closed) {
      throw closing();
    }
    if (job.abandoned) {
      throw new LoadException(Reason.CANCELLED, "nobody waits for the load any more");
    }
    if (clock.nanos() - deadline >= 0) {
      throw late(time);
    }
  }

  /** The next job that may begin; it counts as running then. */
  private synchronized @Nullable Turn<K, V> take() {
    if (running >= most) {
      return null;
    }
    for (Map.Entry<String, Deque<Job<K, V>>> each : waiting.entrySet()) {
      if (!busy.contains(each.getKey())) {
        Job<K, V> job = each.getValue().getFirst();
        // A large one that does not fit yet is not passed by smaller ones, or it would never begin.
        return running > 0 && job.bytes > bytesMax - bytes ? null : begun(each.getKey(), job);
      }
    }
    return null;
  }

  private Turn<K, V> begun(String tenant, Job<K, V> job) {
    job.begun = true;
    running++;
    bytes += job.bytes;
    busy.add(tenant);
    dropFromQueues(job);
    Deque<Job<K, V>> rest = waiting.remove(tenant);
    if (rest != null) {
      waiting.put(tenant, rest);
    }
    return new Turn<>(tenant, job);
  }

  private synchronized void done(Turn<K, V> turn) {
    running--;
    bytes -= turn.job.bytes;
    busy.remove(turn.tenant);
    jobs.remove(turn.job.key, turn.job);
  }

  private static LoadException late(Duration limit) {
    return new LoadException(
        Reason.TIME,
        String.format(
            Locale.ROOT, "compiling took longer than its limit of %,d ms", limit.toMillis()));
  }

  private static LoadException closing() {
    return new LoadException(Reason.OVERLOADED, "the engine is closing");
  }
}
