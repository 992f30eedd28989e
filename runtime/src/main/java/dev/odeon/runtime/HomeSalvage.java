package dev.odeon.runtime;

import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.Key;
import dev.odeon.base.Ports;
import dev.odeon.chain.Chains;
import dev.odeon.chain.Salvage;
import dev.odeon.log.LogException;
import dev.odeon.log.Opening;
import dev.odeon.store.ContentRef;
import dev.odeon.store.GuestPosition;
import dev.odeon.store.Label;
import dev.odeon.store.Labels;
import dev.odeon.store.Progress;
import dev.odeon.store.Store;
import dev.odeon.store.StoreName;
import dev.odeon.store.StoreSalvage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Writes all that verifies of a home, however damaged, into a new one: of each actor the blocks up
 * to the first that is lost, all content that has its hash, labels and metadata. The copy has an
 * identity of its own. What is read is not changed; a server may have it meanwhile.
 */
public final class HomeSalvage {
  /**
   * What was copied, and what was not.
   *
   * @param log of the log
   * @param store of the store
   * @param labels what labels named that is lost, and they name no more, a line each
   */
  public record Report(Salvage.Report log, StoreSalvage.Report store, List<String> labels) {
    /** Copies the list. */
    public Report {
      labels = List.copyOf(labels);
    }

    /** What was left out, a line each. */
    public List<String> leftOut() {
      List<String> lines = new ArrayList<>();
      log.ended().forEach((Key key, String what) -> lines.add(key + " " + what));
      lines.addAll(log.damage().places());
      store.leftOut().forEach(finding -> lines.add(finding.path() + ": " + finding.what()));
      lines.addAll(labels);
      return lines;
    }
  }

  private HomeSalvage() {}

  /**
   * Copies the home {@code from} into the folder {@code to}, which is empty or not there.
   *
   * @param blocks is told how many blocks were copied
   * @param contents is told how many contents were copied
   * @throws HomeException if either folder is not what it should be
   */
  public static Report copy(
      Path from, Path to, Ports ports, Settings settings, LongConsumer blocks, Progress contents) {
    Disk disk = ports.disk();
    requireEmpty(disk, to);
    try (Home home = Home.open(to, ports, Opening.Mode.STRICT)) {
      BlockHashes hashes = new BlockHashes();
      try (Chains chains = home.chains(ports, settings, List.of(hashes), Opening.Mode.STRICT)) {
        GuestPosition made = StoreSalvage.position(disk, from);
        Salvage.Report log = Salvage.copy(disk, from, chains, made.sequence() + 1, blocks);
        GuestPosition moved =
            log.sequences() == 0
                ? GuestPosition.START
                : new GuestPosition(log.sequences() - 1, made.index());
        StoreSalvage.Report store = StoreSalvage.copy(disk, from, to, moved, contents);
        return new Report(log, store, labels(to, ports, chains, hashes));
      }
    } catch (LogException e) {
      throw new HomeException(
          HomeException.Reason.INACCESSIBLE,
          "the home %s cannot be read: %s".formatted(from, e.getMessage()),
          e);
    } catch (DiskException e) {
      throw Home.refusal(to, e);
    }
  }

  private static void requireEmpty(Disk disk, Path to) {
    if (disk.exists(to) && !disk.list(to).isEmpty()) {
      throw new HomeException(
          HomeException.Reason.INACCESSIBLE,
          "%s is not empty: name a new folder for what can be salvaged".formatted(to));
    }
  }

  /** A label that names what is lost would keep the store from being collected. */
  private static List<String> labels(Path to, Ports ports, Chains chains, BlockHashes hashes) {
    List<String> lost = new ArrayList<>();
    try (HomeStore home = new HomeStore(to, ports, new Elsewhere(chains, hashes))) {
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
