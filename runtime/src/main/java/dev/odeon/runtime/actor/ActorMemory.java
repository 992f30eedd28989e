package dev.odeon.runtime.actor;

import dev.odeon.base.Clock;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.chain.Chains;
import dev.odeon.chain.DamageReport;
import dev.odeon.chain.Head;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.Directory;
import dev.odeon.runtime.Registration;
import dev.odeon.runtime.StreamIndex;
import dev.odeon.runtime.turn.Guest;
import dev.odeon.runtime.turn.LoadedActor;
import dev.odeon.runtime.turn.Snapshots;
import dev.odeon.runtime.turn.StateLoader;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Brings actors into memory as their durable chains have them, and counts what is there. */
final class ActorMemory {
  /** A load that took longer than this is spared the next one by a snapshot. */
  private static final long SLOW_LOAD_NANOS = 20_000_000;

  private final Clock clock;
  private final Chains chains;
  private final Directory directory;
  private final StreamIndex streams;
  private final StateLoader loader;
  private final Snapshots snapshots;
  private final StateCache states;
  private final Pauses pauses;

  ActorMemory(
      Clock clock,
      Chains chains,
      Directory directory,
      StreamIndex streams,
      StateLoader loader,
      Snapshots snapshots,
      StateCache states,
      Pauses pauses) {
    this.clock = clock;
    this.chains = chains;
    this.directory = directory;
    this.streams = streams;
    this.loader = loader;
    this.snapshots = snapshots;
    this.states = states;
    this.pauses = pauses;
  }

  /** The streams of events of the home. */
  StreamIndex streams() {
    return streams;
  }

  /** Which actors may act now. */
  Pauses pauses() {
    return pauses;
  }

  /** Why {@code key} may take no turn, if the log is damaged; null if it may. */
  @Nullable String damage(Key key) {
    DamageReport damage = chains.damage();
    String own = damage.chains().get(key);
    if (own != null) {
      return own;
    }
    String doubt = damage.doubt();
    return !damage.isReadOnly()
        ? null
        : "the home is damaged and open for reading only"
            + (doubt == null ? "" : ", as more may be lost than is known (" + doubt + ")");
  }

  /**
   * Refuses a turn of {@code key} if the log is damaged and it may take none.
   *
   * @throws ActorException naming what is damaged
   */
  void refuseDamaged(Key key) {
    String damage = damage(key);
    if (damage != null) {
      throw new ActorException(ActorException.Reason.DAMAGED, key + " takes no turns: " + damage);
    }
  }

  /** What the states in memory take, in bytes. */
  long stateBytes() {
    return states.bytes();
  }

  /** The actor as its durable chain has it. */
  LoadedActor load(Key key) {
    return load(key, null);
  }

  /**
   * The actor as its durable chain has it, but for its code.
   *
   * @param code what it runs in the place of what the chain names; null for that
   */
  LoadedActor load(Key key, @Nullable Guest code) {
    refuseDamaged(key);
    Optional<Head> head = chains.head(key);
    if (head.isEmpty()) {
      return LoadedActor.UNBORN;
    }
    long begun = clock.nanos();
    StateLoader.Loaded loaded = loader.load(head.get());
    Registration registration = directory.get(key);
    Guest guest =
        registration != null && registration.status() == Registration.Status.RUNNING
            ? code != null
                ? code
                : loader.guest(key, registration.module(), registration.manifest())
            : null;
    LoadedActor live =
        new LoadedActor(
            registration,
            guest,
            loaded.head(),
            loaded.state(),
            loaded.state() == null ? null : Hash.of(loaded.state()),
            loaded.loggedAt(),
            loaded.bytesSince(),
            streams.get(key));
    if (clock.nanos() - begun > SLOW_LOAD_NANOS) {
      save(live);
    }
    return live;
  }

  /** Writes the state down unless the log has it at this very height. It must be durable. */
  void save(LoadedActor live) {
    Head head = live.head();
    if (head != null && live.state() != null && live.loggedAt() < head.height()) {
      snapshots.write(head.key(), new Snapshots.Snapshot(head.height(), head.hash(), live.state()));
    }
  }

  /** The state of {@code key} in memory has {@code size} bytes now. Returns who should leave. */
  List<Key> changed(Key key, long size) {
    return states.changed(key, size);
  }

  /** {@code key} is in memory no longer. */
  void left(Key key) {
    states.left(key);
  }

  /** {@code key} was asked to leave and cannot yet. */
  void stays(Key key, LoadedActor live) {
    states.stays(key, live.stateSize());
  }

  /** Who took no turn for a while, and should leave. */
  List<Key> idle() {
    return states.idle();
  }
}
