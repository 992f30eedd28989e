package dev.odeon.runtime.actor;

import dev.odeon.base.Clock;
import dev.odeon.base.ErrorText;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Pending;
import dev.odeon.base.Threads;
import dev.odeon.chain.EventData;
import dev.odeon.host.Capabilities;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Directory;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.Registration;
import dev.odeon.runtime.timer.DueTimer;
import dev.odeon.runtime.timer.ManifestTimer;
import dev.odeon.runtime.timer.PendingTimer;
import dev.odeon.runtime.timer.TimerEvents;
import dev.odeon.runtime.timer.TimerIndex;
import dev.odeon.runtime.turn.StateLoader;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hands timers to their actors when they are due, on a thread of its own, which starts with the
 * first timer. It sleeps until the next one is due by the wall clock; since that may be set, and
 * stands still in no machine that sleeps, it looks at it once a minute. Turns that fail are tried
 * again, then the timer becomes a dead letter.
 */
final class Timers implements AutoCloseable {
  /** How many timers may be handed to actors that have not taken them yet. */
  private static final int OUTSTANDING_MAX = 16_384;

  private static final long LOOK_NANOS = Duration.ofMinutes(1).toNanos();

  /** When a timer is tried again that its actor could not take. */
  private static final long AGAIN_MILLIS = 100;

  /** When one is tried again whose turn failed once; twice as long after each time. */
  private static final long FAILED_MILLIS = 1_000;

  /** How often that doubles: to 17 minutes. */
  private static final int DOUBLINGS_MAX = 10;

  private final TimerIndex index;
  private final ActorTable table;
  private final Directory directory;
  private final StateLoader loader;
  private final Capabilities capabilities;
  private final Clock clock;
  private final Threads threads;
  private final Pending<Boolean> ended;
  private final int attemptsMax;

  // Guarded by this object.
  private boolean started;
  private boolean closed;
  private @Nullable Thread thread;
  private int outstanding;

  Timers(
      TimerIndex index,
      ActorTable table,
      Directory directory,
      StateLoader loader,
      Capabilities capabilities) {
    this.index = index;
    this.table = table;
    this.directory = directory;
    this.loader = loader;
    this.capabilities = capabilities;
    this.clock = table.ports().clock();
    this.threads = table.ports().threads();
    this.ended = table.pending();
    this.attemptsMax = table.settings().deliveryAttempts();
  }

  /** Fires what is due from now on. */
  void start() {
    index.wakes(this::wake);
    if (index.count() > 0) {
      wake();
    }
  }

  /** The timers of {@code key} that wait, the next one first. */
  List<PendingTimer> of(Key key) {
    return index.of(key, this::ofManifest);
  }

  /** How many timers of the home wait. */
  int count() {
    return index.count();
  }

  /** Whether a timer is due, or handed to its actor, since they fire at all. */
  boolean isFiring() {
    synchronized (this) {
      if (outstanding > 0) {
        return true;
      }
      if (!started || table.pauses().isAllHeld()) {
        return false;
      }
    }
    return index.isDue(clock.millis());
  }

  private List<ManifestTimer> ofManifest(Hash manifest) {
    return Manifest.parse("manifest " + manifest, loader.content(manifest), capabilities).timers();
  }

  private void wake() {
    Thread sleeper;
    boolean first;
    synchronized (this) {
      first = !started && !closed;
      started |= first;
      sleeper = thread;
    }
    if (first) {
      startThread();
    } else if (sleeper != null) {
      threads.unpark(sleeper);
    }
  }

  private void startThread() {
    try {
      Thread _ = threads.start("odeon-timers", 0, this::run);
    } catch (RuntimeException | Error e) {
      synchronized (this) {
        started = false; // the next timer tries again
      }
      throw e;
    }
  }

  private void run() {
    synchronized (this) {
      thread = Thread.currentThread();
    }
    while (!isClosed()) {
      if (isFull() || table.pauses().isAllHeld()) {
        threads.park();
        continue;
      }
      long now = clock.millis();
      try {
        switch (index.look(now)) {
          case TimerIndex.Look.Due(DueTimer timer) -> fire(timer);
          case TimerIndex.Look.Unknown(Hash manifest) -> read(manifest);
          case TimerIndex.Look.More _ -> {}
          case TimerIndex.Look.Until(long millis) -> sleep(now, millis);
        }
      } catch (RuntimeException | VirtualMachineError | LinkageError e) {
        // The thread is all timers': what goes wrong with one must not end it.
        alarm("a timer could not be fired: " + e);
        threads.parkNanos(AGAIN_MILLIS * 1_000_000);
      }
    }
    ended.complete(true);
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private synchronized boolean isFull() {
    return outstanding >= OUTSTANDING_MAX;
  }

  private void sleep(long now, long until) {
    if (until == Long.MAX_VALUE) {
      threads.park();
    } else {
      long nanos = Math.min(LOOK_NANOS / 1_000_000, until - now) * 1_000_000;
      threads.parkNanos(nanos);
    }
  }

  private void read(Hash manifest) {
    List<ManifestTimer> timers = null;
    try {
      timers = ofManifest(manifest);
    } catch (RuntimeException e) {
      alarm("the timers of manifest " + manifest + " do not fire: " + ErrorText.of(e));
    }
    index.known(manifest, timers);
  }

  private void fire(DueTimer due) {
    EventData.Timer timer;
    Key key;
    try {
      key = index.actor(due);
      EventData.Timer set = index.read(due);
      timer =
          new EventData.Timer(set.timer(), set.height(), set.index(), due.dueMillis(), set.body());
    } catch (RuntimeException e) {
      index.held(due);
      alarm("a timer does not fire: " + ErrorText.of(e));
      return;
    }
    if (!runs(key) || table.writer().isClosing()) {
      hold(key, due);
    } else if (due.attempts() >= attemptsMax) {
      giveUp(key, timer, due);
    } else {
      table.writer().reached(CrashPoint.TIMER_DUE);
      ActorTask.Take task = table.task(new TimerRequest(key, timer, due, index));
      await(key, due, task);
    }
  }

  /** Whether {@code key} takes turns. */
  private boolean runs(Key key) {
    Registration registration = directory.get(key);
    return registration != null
        && registration.status() == Registration.Status.RUNNING
        && !table.pauses().isHeld(key)
        && table.memory().damage(key) == null;
  }

  /** Its actor does not run, or may not act: the timer waits until it does. */
  private void hold(Key key, DueTimer due) {
    boolean byHome = table.pauses().isHeld(key);
    index.held(due);
    if (byHome && !table.pauses().isHeld(key)) {
      mayAct(key); // it was resumed meanwhile
    }
  }

  /** {@code key} may act again though the home was paused; null for all actors. */
  void mayAct(@Nullable Key key) {
    if (key == null) {
      index.runs();
    } else {
      index.runs(key);
    }
    if (index.count() > 0) {
      wake();
    }
  }

  /** Its actor takes the timer no more. */
  private void giveUp(Key key, EventData.Timer timer, DueTimer due) {
    table.writer().reached(CrashPoint.TIMER_GIVEN_UP);
    Pending<Answer> answer = table.pending();
    ActorTask.Settlement settlement =
        (_, _) -> {
          if (index.begins(due, key, timer.timer())) {
            return TimerEvents.deadLetter(
                timer,
                Message.Kind.SEND.function(),
                "%d turns of the timer %s failed".formatted(due.attempts(), timer.timer()));
          }
          answer.complete(new Answer.Refused("it is not wanted any more"));
          return null;
        };
    await(key, due, new ActorTask.Settle(settlement, answer));
  }

  private void await(Key key, DueTimer due, ActorTask task) {
    synchronized (this) {
      outstanding++;
    }
    table.last(key, task);
    task.answer().whenDone((answer, _) -> settled(key, due, answer));
  }

  /** What came of a timer that was handed to its actor. Quick: on the committer thread, too. */
  private void settled(Key key, DueTimer due, @Nullable Answer answer) {
    Thread sleeper;
    synchronized (this) {
      sleeper = outstanding-- == OUTSTANDING_MAX ? thread : null;
    }
    if (sleeper != null) {
      threads.unpark(sleeper);
    }
    long now = clock.millis();
    if (answer instanceof Answer.Completed done) {
      table.writer().reached(CrashPoint.TIMER_DONE);
      int failed = Deduplication.closes(done.outcome()) ? 0 : index.attempts(due);
      // A timer that is done, or due at another time by now, is none that was handed out.
      index.again(due, failed >= attemptsMax ? now : now + waitMillis(failed));
    } else if (table.writer().isClosing() || !runs(key)) {
      hold(key, due);
    } else {
      index.again(due, now + AGAIN_MILLIS);
    }
  }

  /** How long a timer waits of which that many turns failed. */
  private static long waitMillis(int failed) {
    return FAILED_MILLIS << Math.clamp(failed - 1L, 0, DOUBLINGS_MAX);
  }

  private static void alarm(String what) {
    System.getLogger(Timers.class.getPackageName()).log(System.Logger.Level.ERROR, what);
  }

  /** Fires nothing any more, and ends the thread. */
  @Override
  public void close() {
    Thread sleeper;
    synchronized (this) {
      closed = true;
      if (!started) {
        return;
      }
      sleeper = thread;
    }
    if (sleeper != null) {
      threads.unpark(sleeper);
    }
    boolean _ = ended.await();
  }
}
