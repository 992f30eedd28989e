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
import dev.odeon.runtime.ActorReport;
import dev.odeon.runtime.ActorStatus;
import dev.odeon.runtime.Directory;
import dev.odeon.runtime.Manifest;
import dev.odeon.runtime.ManifestException;
import dev.odeon.runtime.PluginManifest;
import dev.odeon.runtime.index.BlockHashes;
import dev.odeon.runtime.index.FailedTurns;
import dev.odeon.runtime.turn.Guests;
import dev.odeon.runtime.turn.StateLoader;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Tells what is known of an actor without running it. Any thread may ask. */
final class ActorReports {
  private final Chains chains;
  private final Directory directory;
  private final StateLoader loader;
  private final Guests guests;
  private final BlockHashes hashes;
  private final FailedTurns failures;
  private final Letters letters;

  ActorReports(
      Chains chains,
      Directory directory,
      StateLoader loader,
      Guests guests,
      BlockHashes hashes,
      FailedTurns failures,
      Letters letters) {
    this.chains = chains;
    this.directory = directory;
    this.loader = loader;
    this.guests = guests;
    this.hashes = hashes;
    this.failures = failures;
    this.letters = letters;
  }

  /** The dead letters of the actors. */
  Letters letters() {
    return letters;
  }

  /** The report on the actor of {@code status}. */
  ActorReport of(ActorStatus status) {
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

  /** Whether a chain of {@code tenant} names {@code hash}. */
  boolean isNamed(String tenant, Hash hash) {
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
