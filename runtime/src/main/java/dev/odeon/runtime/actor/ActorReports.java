package dev.odeon.runtime.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockHeader;
import dev.odeon.chain.ChainException;
import dev.odeon.chain.Chains;
import dev.odeon.chain.Head;
import dev.odeon.log.LogException;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.ActorReport;
import dev.odeon.runtime.ActorStatus;
import dev.odeon.runtime.Directory;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.ManifestException;
import dev.odeon.runtime.OpenChannel;
import dev.odeon.runtime.PluginManifest;
import dev.odeon.runtime.Registration;
import dev.odeon.runtime.index.BlockHashes;
import dev.odeon.runtime.index.FailedTurns;
import dev.odeon.runtime.timer.PendingTimer;
import dev.odeon.runtime.turn.Guests;
import dev.odeon.runtime.turn.StateLoader;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Tells what is known of an actor without running it. Any thread may ask. */
public final class ActorReports {
  private final Chains chains;
  private final Directory directory;
  private final StateLoader loader;
  private final Guests guests;
  private final BlockHashes hashes;
  private final FailedTurns failures;
  private final Channels channels;
  private final Timers timers;

  ActorReports(
      Chains chains,
      Directory directory,
      StateLoader loader,
      Guests guests,
      BlockHashes hashes,
      FailedTurns failures,
      Channels channels,
      Timers timers) {
    this.chains = chains;
    this.directory = directory;
    this.loader = loader;
    this.guests = guests;
    this.hashes = hashes;
    this.failures = failures;
    this.channels = channels;
    this.timers = timers;
  }

  /** The actors of {@code tenant} whose spawn is durable, and damaged ones, ordered by key. */
  public List<ActorStatus> list(String tenant) {
    SortedMap<Key, Registration> listed = new TreeMap<>();
    directory.list(tenant).forEach(each -> listed.put(each.key(), each));
    chains
        .damage()
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
   * What is known of an actor, without running it.
   *
   * @throws ActorException if there is no such actor
   */
  public ActorReport show(Key key) {
    Registration registration = directory.get(key);
    String damage = chains.damage().chains().get(key);
    if (damage != null) {
      registration = Registration.damaged(key, registration, damage);
    }
    if (registration == null) {
      throw ActorException.noSuchActor(key);
    }
    return of(status(registration));
  }

  /**
   * The channels that an actor has open, the one that is open longest first.
   *
   * @throws ActorException if there is no such actor
   */
  public List<OpenChannel> channels(Key key) {
    Registration _ = directory.existing(key);
    return channels.of(key, at -> chains.blockAt(at).orElseThrow());
  }

  /**
   * The timers of an actor that wait, the next one first.
   *
   * @throws ActorException if there is no such actor
   */
  public List<PendingTimer> timers(Key key) {
    Registration _ = directory.existing(key);
    return timers.of(key);
  }

  private ActorReport of(ActorStatus status) {
    Key key = status.registration().key();
    BlockHeader last = loader.block(key, status.head().height()).header();
    Bytes module = kept(status.registration().module());
    Bytes source = kept(status.registration().manifest());
    Manifest manifest = source == null ? null : manifest(key, source);
    return new ActorReport(
        status,
        loader.block(key, 0).header().timeMillis(),
        module == null ? null : (Long) (long) module.size(),
        source == null || PluginManifest.isEncoded(source) ? null : source,
        manifest == null ? List.of() : List.copyOf(new TreeSet<>(manifest.grants().names())),
        manifest == null ? null : allowance(manifest),
        last.stateHash(),
        loader.stateSize(status.head()),
        failure(key));
  }

  /**
   * Whether a chain of {@code tenant} names {@code hash}: as a block or an event of it, as its
   * state, or as the module or manifest of its actor, now or before.
   */
  public boolean isNamed(String tenant, Hash hash) {
    Block block =
        hashes
            .find(hash, chains::blockAt)
            .or(() -> hashes.findEvent(hash, chains::blockAt))
            .orElse(null);
    return block != null
        ? block.key().tenant().equals(tenant)
        : chains.hasContent(hash) && (directory.names(tenant, hash) || isState(tenant, hash));
  }

  private boolean isState(String tenant, Hash hash) {
    return directory.list(tenant).stream()
        .flatMap(each -> chains.head(each.key()).flatMap(this::block).stream())
        .anyMatch(block -> hash.equals(block.header().stateHash()));
  }

  private Optional<Block> block(Head head) {
    return chains.block(head.key(), head.height());
  }

  private Head head(Key key) {
    return chains.head(key).orElseThrow(() -> ActorException.noSuchActor(key));
  }

  private @Nullable Bytes kept(Hash hash) {
    try {
      return chains.content(hash).orElse(null);
    } catch (LogException | ChainException _) {
      return null;
    }
  }

  private @Nullable Manifest manifest(Key key, Bytes source) {
    if (PluginManifest.isEncoded(source)) {
      return null;
    }
    try {
      return Manifest.parse("the manifest of " + key, source, guests.capabilities());
    } catch (ManifestException _) {
      // It grants what a program adds that is not this one.
      return null;
    }
  }

  private ActorReport.Allowance allowance(Manifest manifest) {
    Guests.ActorLimits limits = guests.limits(manifest);
    return new ActorReport.Allowance(
        limits.turn(), limits.init().time().toMillis(), limits.mailboxCapacity());
  }

  private ActorReport.@Nullable Failure failure(Key key) {
    return failures
        .last(key, chains::blockAt)
        .map(block ->
            new ActorReport.Failure(
                block.height(), block.header().timeMillis(), block.header().outcome()))
        .orElse(null);
  }
}
