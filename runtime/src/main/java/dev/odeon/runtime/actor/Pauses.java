package dev.odeon.runtime.actor;

import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.runtime.Directory;
import dev.odeon.runtime.Registration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which actors may act now: take messages, have what they sent delivered, timers fired and open
 * requests expired. An actor may not while its chain says that it is paused, and none may while the
 * home is paused, which is this process's and recorded nowhere, but those that were resumed one by
 * one. What an actor may not do now waits until a {@link Listener} hears that it may. Any thread.
 */
public final class Pauses {
  /** Why a paused home takes no message. */
  static final String HOME = "the home is paused";

  /** How many manifests it remembers what they say of. */
  private static final int MANIFESTS_KEPT = 1024;

  private final Directory directory;
  private final Predicate<Hash> queueing;
  private final Map<Hash, Boolean> known = new ConcurrentHashMap<>();
  private final Collection<Listener> listeners = new CopyOnWriteArrayList<>();

  /** The actors that may act while the home is paused; the same set until the next pause. */
  private volatile Set<Key> resumed = ConcurrentHashMap.newKeySet();

  private volatile boolean home;

  /** Hears that actors may act again. */
  @FunctionalInterface
  public interface Listener {
    /**
     * Actors may act again, each unless it is paused by itself. On the thread that resumed them: it
     * must not block.
     *
     * @param key which one; null for all of the home
     */
    void mayAct(@Nullable Key key);
  }

  /**
   * The pauses that {@code directory} knows of.
   *
   * @param home whether the home is paused
   * @param queueing whether the manifest of that hash has messages queued while its actor is paused
   */
  Pauses(Directory directory, boolean home, Predicate<Hash> queueing) {
    this.directory = directory;
    this.home = home;
    this.queueing = queueing;
  }

  /** Whether {@code key} may act now. */
  public boolean mayAct(Key key) {
    return !isHeld(key) && !isPaused(key);
  }

  /** Has {@code listener} told, from now on, when actors may act again. */
  public void onResume(Listener listener) {
    listeners.add(listener);
  }

  /** Whether the home is paused. */
  public boolean isHomePaused() {
    return home;
  }

  /** Whether no actor at all may act. */
  boolean isAllHeld() {
    return home && resumed.isEmpty();
  }

  /** Whether {@code key} may not act because the home is paused. */
  boolean isHeld(Key key) {
    return home && !resumed.contains(key);
  }

  /** Whether the chain of {@code key} says that it is paused. */
  private boolean isPaused(Key key) {
    Registration registration = directory.get(key);
    return registration != null && registration.status() == Registration.Status.PAUSED;
  }

  /**
   * Why the actor of {@code registration}, which runs or is paused, takes no messages now; null if
   * it does, or they wait for it.
   */
  @Nullable String refusal(Registration registration) {
    if (isHeld(registration.key())) {
      return HOME;
    }
    return registration.status() != Registration.Status.PAUSED || isQueueing(registration)
        ? null
        : registration.reason();
  }

  /** Whether messages to the paused actor of {@code registration} wait for it in its mailbox. */
  boolean isQueueing(Registration registration) {
    Hash manifest = registration.manifest();
    Boolean before = known.get(manifest);
    if (before != null) {
      return before;
    }
    boolean now = queueing.test(manifest);
    if (known.size() >= MANIFESTS_KEPT) {
      known.clear();
    }
    known.put(manifest, now);
    return now;
  }

  /**
   * Pauses the home for as long as this process has it open, as {@link
   * dev.odeon.runtime.Settings#paused} does from the beginning: no actor acts, and messages are
   * refused; actors can be read, started, upgraded, paused, stopped and removed. Turns that run
   * end. False if it was paused already.
   */
  public synchronized boolean pauseHome() {
    boolean before = home && resumed.isEmpty();
    resumed = ConcurrentHashMap.newKeySet();
    home = true;
    return !before;
  }

  /**
   * Ends the pause of the home, and what waited for it goes on; actors that are paused by
   * themselves stay so. False if the home was not paused.
   */
  public boolean resumeHome() {
    synchronized (this) {
      if (!home) {
        return false;
      }
      home = false;
    }
    tell(null);
    return true;
  }

  /** {@code key} may act though the home is paused; false if it might already. */
  boolean release(Key key) {
    synchronized (this) {
      if (!home || !resumed.add(key)) {
        return false;
      }
    }
    tell(key);
    return true;
  }

  /** Tells that {@code key}, or every actor, may act again. */
  void tell(@Nullable Key key) {
    List.copyOf(listeners).forEach(listener -> listener.mayAct(key));
  }
}
