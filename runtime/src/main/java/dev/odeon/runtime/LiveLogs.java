package dev.odeon.runtime;

import dev.odeon.base.Key;
import dev.odeon.base.Threads;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The log lines of running turns that no chain records, for who watches an actor just then. Of each
 * actor that is watched the last ones are kept, for all its watchers together: {@value #LINES_MAX}
 * lines or {@value #CHARS_MAX} characters. Who reads slower than the guest logs misses lines and is
 * told how many; the guest never waits. Any thread may use it.
 */
public final class LiveLogs {
  private static final int LINES_MAX = 1_024;
  private static final int CHARS_MAX = 1 << 18;

  private final Threads threads;
  private final Map<Key, Ring> watched = new ConcurrentHashMap<>();

  /** Nobody watches yet. */
  public LiveLogs(Threads threads) {
    this.threads = threads;
  }

  /**
   * A log line of a guest.
   *
   * @param height of the block that its turn would become
   * @param timeMillis the time of that block, in milliseconds since 1970 UTC
   * @param missed how many lines of the actor before it the watcher missed
   */
  public record Line(long height, long timeMillis, String text, long missed) {}

  /**
   * Watches an actor from now on.
   *
   * @param wake runs on a thread of its own once there are lines after a {@link Watch#take} that
   *     found none
   */
  public Watch watch(Key actor, Runnable wake) {
    Watch watch = new Watch(actor, wake);
    watched.compute(
        actor,
        (_, known) -> {
          Ring ring = known == null ? new Ring() : known;
          ring.enter(watch);
          return ring;
        });
    return watch;
  }

  /** The guest of {@code actor} logged {@code text}, which is not recorded. */
  public void said(Key actor, long height, long timeMillis, String text) {
    Ring ring = watched.isEmpty() ? null : watched.get(actor);
    if (ring == null) {
      return;
    }
    List<Watch> waiting = ring.add(new Line(height, timeMillis, text, 0));
    if (!waiting.isEmpty()) {
      threads.startVirtual("log watchers", () -> waiting.forEach(watch -> watch.wake.run()));
    }
  }

  /** What one watcher has of an actor. Used by one thread. */
  public final class Watch implements AutoCloseable {
    private final Key actor;
    private final Runnable wake;
    private long next;

    private Watch(Key actor, Runnable wake) {
      this.actor = actor;
      this.wake = wake;
    }

    /** The lines since the last call, oldest first; empty if there are none. */
    public List<Line> take() {
      Ring ring = watched.get(actor);
      return ring == null ? List.of() : ring.take(this);
    }

    @Override
    public void close() {
      watched.computeIfPresent(actor, (_, ring) -> ring.leave(this) ? null : ring);
    }
  }

  /** The last lines of an actor; guarded by itself. */
  private static final class Ring {
    private final Deque<Line> lines = new ArrayDeque<>();
    private List<Watch> waiting = new ArrayList<>();
    private int watches;

    /** How many lines there were before those that are kept. */
    private long first;

    private long chars;

    synchronized void enter(Watch watch) {
      watches++;
      watch.next = first + lines.size();
      waiting.add(watch);
    }

    /** Whether nobody watches any more. */
    synchronized boolean leave(Watch watch) {
      waiting.remove(watch);
      return --watches == 0;
    }

    /** Keeps {@code line}; who waits for one. */
    synchronized List<Watch> add(Line line) {
      lines.add(line);
      chars += line.text.length();
      while (lines.size() > LINES_MAX || chars > CHARS_MAX) {
        chars -= lines.remove().text.length();
        first++;
      }
      if (waiting.isEmpty()) {
        return List.of();
      }
      List<Watch> woken = waiting;
      waiting = new ArrayList<>();
      return woken;
    }

    synchronized List<Line> take(Watch watch) {
      long missed = Math.max(0, first - watch.next);
      long from = watch.next + missed;
      watch.next = first + lines.size();
      List<Line> taken = new ArrayList<>(lines).subList((int) (from - first), lines.size());
      if (taken.isEmpty()) {
        // What it missed is told with the next one.
        watch.next -= missed;
        if (!waiting.contains(watch)) {
          waiting.add(watch);
        }
        return List.of();
      }
      Line head = taken.getFirst();
      List<Line> all = new ArrayList<>(taken);
      all.set(0, new Line(head.height, head.timeMillis, head.text, missed));
      return all;
    }
  }
}
