package dev.odeon.runtime;

import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.Key;
import dev.odeon.base.Ports;
import dev.odeon.chain.Chains;
import dev.odeon.chain.DamageReport;
import dev.odeon.chain.Salvage;
import dev.odeon.log.LogException;
import dev.odeon.log.Opening;
import dev.odeon.runtime.index.BlockHashes;
import dev.odeon.store.ContentRef;
import dev.odeon.store.GuestPosition;
import dev.odeon.store.Label;
import dev.odeon.store.Labels;
import dev.odeon.store.Progress;
import dev.odeon.store.Store;
import dev.odeon.store.StoreConfig;
import dev.odeon.store.StoreName;
import dev.odeon.store.StoreSalvage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Copies a home, or what is chosen of it, into another home, which is called a bundle then: a
 * salvage of all that verifies, however damaged the home is; a backup, into which later ones copy
 * what is new; an export of some chains. Of each chain it has the blocks up to the first that is
 * lost, all content that has its hash, labels and metadata. What is read is not changed; a server
 * may have it meanwhile.
 */
public final class HomeSalvage {
  /**
   * What was copied, and what was not.
   *
   * @param log of the log
   * @param store of the store; null if it was not copied as a whole
   * @param labels what labels named that is lost, and they name no more, a line each
   */
  public record Report(
      Salvage.Report log, StoreSalvage.@Nullable Report store, List<String> labels) {
    /** Copies the list. */
    public Report {
      labels = List.copyOf(labels);
    }

    /** What was left out, a line each. */
    public List<String> leftOut() {
      List<String> lines = new ArrayList<>();
      log.ended().forEach((Key key, String what) -> lines.add(key + " " + what));
      lines.addAll(log.damage().places());
      if (store != null) {
        store.leftOut().forEach(finding -> lines.add(finding.path() + ": " + finding.what()));
      }
      lines.addAll(labels);
      return lines;
    }
  }

  private static final String KEYS = "keys";
  private static final String PUBLIC_KEY = "log.pub";

  private final Ports ports;
  private final Disk disk;
  private final Path from;
  private final Path to;
  private final LongConsumer blocks;
  private final Progress contents;

  /**
   * A copy of the home {@code from} into the folder {@code to}.
   *
   * @param blocks is told how many blocks were copied
   * @param contents is told how many contents were copied
   */
  public HomeSalvage(Ports ports, Path from, Path to, LongConsumer blocks, Progress contents) {
    this.ports = ports;
    this.disk = ports.disk();
    this.from = from;
    this.to = to;
    this.blocks = blocks;
    this.contents = contents;
  }

  /**
   * Copies all that verifies. The copy has a key of its own.
   *
   * @throws HomeException if {@code to} is not empty, or one of them cannot be used
   */
  public Report salvage() {
    if (!isEmpty()) {
      throw new HomeException(
          HomeException.Reason.INACCESSIBLE,
          "%s is not empty: name a new folder for what can be salvaged".formatted(to));
    }
    return copy(null, false, null);
  }

  /**
   * Copies everything, into a new folder or on top of an earlier backup.
   *
   * @param keys whether the keys are copied too, so that the copy signs as the home does; without
   *     them it is somebody else
   * @throws HomeException if the home is damaged, or {@code to} is no backup of it
   */
  public Report backup(boolean keys) {
    refuseDamaged();
    return copy(new BundleMark(Home.idOf(from, disk), BundleMark.What.ALL), keys, null);
  }

  /**
   * Copies some chains with all content that they name. The copy has a key of its own, and the
   * labels that these chains made.
   *
   * @throws HomeException if the home is damaged, lacks a chain, or {@code to} is no export of it
   */
  public Report export(Set<Key> chains) {
    refuseDamaged();
    return copy(
        new BundleMark(Home.idOf(from, disk), BundleMark.What.CHOSEN),
        false,
        ChosenContents.of(disk, from, chains));
  }

  private boolean isEmpty() {
    return !disk.exists(to) || disk.list(to).isEmpty();
  }

  private void refuseDamaged() {
    DamageReport damage = Chains.survey(disk, from);
    if (damage.isDamaged()) {
      throw new HomeException(
          HomeException.Reason.DAMAGED,
          "the home %s is damaged: %s; copy what is whole into a new home"
              .formatted(from, damage.places().getFirst()));
    }
  }

  private Report copy(@Nullable BundleMark mark, boolean keys, @Nullable ChosenContents chosen) {
    boolean again = mark != null && !isEmpty();
    if (again && !BundleMark.read(disk, to).equals(mark)) {
      throw new HomeException(
          HomeException.Reason.INACCESSIBLE,
          "%s is a bundle of another home, or of another kind: name a new folder".formatted(to));
    }
    try (Home home = Home.open(to, ports, Opening.Mode.STRICT)) {
      if (mark != null) {
        keys(keys, again);
        mark.write(disk, to);
      }
      return copy(home, chosen);
    } catch (LogException e) {
      throw new HomeException(
          HomeException.Reason.INACCESSIBLE,
          "the home %s cannot be read: %s".formatted(from, e.getMessage()),
          e);
    } catch (DiskException e) {
      throw Home.refusal(to, e);
    }
  }

  private Report copy(Home home, @Nullable ChosenContents chosen) {
    BlockHashes hashes = new BlockHashes();
    try (Chains chains =
        home.chains(ports, Settings.defaults(), List.of(hashes), Opening.Mode.STRICT)) {
      GuestPosition made = StoreSalvage.position(disk, from);
      Salvage.Selection selection = chosen == null ? Salvage.Selection.ALL : chosen.selection();
      Salvage.Report log = Salvage.copy(disk, from, chains, selection, made.sequence() + 1, blocks);
      if (!log.others().isEmpty()) {
        throw new HomeException(
            HomeException.Reason.INACCESSIBLE,
            "%s has blocks of %s that the home %s does not have: somebody worked on it; name a new folder"
                .formatted(to, log.others().first(), from));
      }
      if (chosen != null) {
        StoreSalvage.copy(disk, from, to, chosen.contents());
        return new Report(log, null, List.of());
      }
      GuestPosition moved =
          log.sequences() == 0
              ? GuestPosition.START
              : new GuestPosition(log.sequences() - 1, made.index());
      StoreSalvage.Report store = StoreSalvage.copy(disk, from, to, moved, contents);
      return new Report(log, store, labels(to, ports, chains, hashes));
    }
  }

  /**
   * Copies the keys that heads are signed with, also those that the home made since the last copy.
   * The key of compiled code is of no use elsewhere.
   */
  private void keys(boolean wanted, boolean again) {
    Path own = from.resolve(KEYS);
    Path copy = to.resolve(KEYS);
    boolean there = disk.exists(copy.resolve(PUBLIC_KEY));
    boolean same =
        there
            && disk.exists(own.resolve(PUBLIC_KEY))
            && disk.readAll(own.resolve(PUBLIC_KEY)).equals(disk.readAll(copy.resolve(PUBLIC_KEY)));
    if (wanted && there && !same) {
      throw new HomeException(
          HomeException.Reason.INACCESSIBLE,
          "%s has another key than the home %s: name a new folder, or leave out the keys"
              .formatted(to, from));
    }
    if (again && !wanted && same) {
      throw new HomeException(
          HomeException.Reason.INACCESSIBLE,
          "%s has the keys of the home already: name a new folder for a copy without them"
              .formatted(to));
    }
    if (wanted && !there && disk.exists(own)) {
      disk.createFolders(copy);
      for (String name : disk.list(own)) {
        if (!own.resolve(name).equals(Home.codeKey(from))) {
          disk.writeAtomically(copy.resolve(name), disk.readAll(own.resolve(name)));
        }
      }
    }
  }

  /** A label that names what is lost would keep the store from being collected. */
  private static List<String> labels(Path to, Ports ports, Chains chains, BlockHashes hashes) {
    List<String> lost = new ArrayList<>();
    try (HomeStore home =
        new HomeStore(StoreConfig.defaults(), to, ports, new ChainResolver(chains, hashes))) {
      Store store = home.get();
      for (StoreName name : store.stores()) {
        Labels labels = store.labels(name);
        for (Label label : labels.list()) {
          for (ContentRef ref : labels.get(label)) {
            if (!store.exists(ref)) {
              boolean _ = labels.remove(label, ref);
              lost.add(
                  "label '%s' of store '%s' named content %s, which is lost"
                      .formatted(label.name(), name.id(), ref.hex()));
            }
          }
        }
      }
    }
    return lost;
  }
}
