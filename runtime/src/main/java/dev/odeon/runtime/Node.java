package dev.odeon.runtime;

import dev.odeon.base.Clock;
import dev.odeon.base.Entropy;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Pending;
import dev.odeon.base.Ports;
import dev.odeon.chain.BlockHeader;
import dev.odeon.chain.Chains;
import dev.odeon.chain.DamageReport;
import dev.odeon.chain.Head;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What the actors of one home share.
 *
 * @param stopping set when nobody may wait for the answer to an open request any more
 * @param closing set when nothing is taken any more
 */
record Node(
    Ports ports,
    Settings settings,
    Chains chains,
    Directory directory,
    Dedup messages,
    StateLoader loader,
    Snapshots snapshots,
    Storage storage,
    Scheduler scheduler,
    Deadlines deadlines,
    Residents residents,
    Map<Key, Actor> actors,
    AtomicBoolean stopping,
    AtomicBoolean closing) {

  /** A load that took longer than this is spared the next one by a snapshot. */
  private static final long SLOW_LOAD_NANOS = 20_000_000;

  Node(
      Ports ports,
      Settings settings,
      Chains chains,
      Directory directory,
      Dedup messages,
      StateLoader loader,
      Snapshots snapshots,
      Storage storage,
      Scheduler scheduler,
      Deadlines deadlines) {
    this(
        ports,
        settings,
        chains,
        directory,
        messages,
        loader,
        snapshots,
        storage,
        scheduler,
        deadlines,
        new Residents(settings.cachedStateBytes()),
        new ConcurrentHashMap<>(),
        new AtomicBoolean(),
        new AtomicBoolean());
  }

  Clock clock() {
    return ports.clock();
  }

  Entropy entropy() {
    return ports.entropy();
  }

  /** What a turn that begins now is given of the world. */
  Moment moment() {
    return new Moment(clock().millis(), entropy().bytes(BlockHeader.SEED_SIZE));
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

  /** The one object that runs {@code key}. */
  Actor actor(Key key) {
    return actors.computeIfAbsent(key, name -> new Actor(name, this));
  }

  /** The actor as its durable chain has it. */
  Live load(Key key) {
    return load(key, null);
  }

  /**
   * The actor as its durable chain has it, but for its code.
   *
   * @param code what it runs in the place of what the chain names; null for that
   */
  Live load(Key key, @Nullable Guest code) {
    refuseDamaged(key);
    Optional<Head> head = chains.head(key);
    if (head.isEmpty()) {
      return Live.UNBORN;
    }
    long begun = clock().nanos();
    StateLoader.Loaded loaded = loader.load(head.get());
    Registration registration = directory.get(key);
    Guest guest =
        registration != null && registration.status() == Registration.Status.RUNNING
            ? code != null
                ? code
                : loader.guest(key, registration.module(), registration.manifest())
            : null;
    Live live =
        new Live(
            registration,
            guest,
            loaded.head(),
            loaded.state(),
            loaded.state() == null ? null : Hash.of(loaded.state()),
            loaded.loggedAt(),
            loaded.bytesSince());
    if (clock().nanos() - begun > SLOW_LOAD_NANOS) {
      saveSnapshot(live);
    }
    return live;
  }

  /** Writes the state down unless the log has it at this very height. It must be durable. */
  void saveSnapshot(Live live) {
    Head head = live.head();
    if (head != null && live.state() != null && live.loggedAt() < head.height()) {
      snapshots.write(head.key(), new Snapshots.Snapshot(head.height(), head.hash(), live.state()));
    }
  }

  /** Counts a state in memory, and asks others to leave if there is no room. */
  void resident(Key key, long stateSize) {
    for (Key leaving : residents.changed(key, stateSize)) {
      actor(leaving).order(new Order.Leave(new Pending<>(ports.threads())));
    }
  }
}
