package dev.odeon.runtime;

import dev.odeon.base.Disk;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.MalformedException;
import dev.odeon.chain.EncodedEvent;
import dev.odeon.chain.HistoryVisitor;
import dev.odeon.chain.Intent;
import dev.odeon.chain.Salvage;
import dev.odeon.chain.verify.Verifier;
import dev.odeon.host.Capabilities;
import dev.odeon.host.capability.OwnCapabilities;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Roots;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Some chains of a home, and what their histories name: modules, manifests, and what guests put,
 * read or labelled.
 */
final class ChosenContents implements HistoryVisitor {
  private final Set<Key> chains;
  private final Set<Key> found = new HashSet<>();
  private final Set<ContentRef> contents = new HashSet<>();
  private final Capabilities capabilities = OwnCapabilities.all();

  private ChosenContents(Set<Key> chains) {
    this.chains = chains;
  }

  /**
   * Reads the whole log of {@code home}.
   *
   * @throws HomeException if one of the chains is not there
   */
  static ChosenContents of(Disk disk, Path home, Set<Key> chains) {
    ChosenContents chosen = new ChosenContents(chains);
    Verifier.visit(disk, home, chosen);
    Set<Key> missing = new TreeSet<>(chains);
    missing.removeAll(chosen.found);
    if (!missing.isEmpty()) {
      throw new HomeException(
          HomeException.Reason.INACCESSIBLE,
          "there is no actor %s in the home %s".formatted(missing.iterator().next(), home));
    }
    return chosen;
  }

  /** What is copied of the log. */
  Salvage.Selection selection() {
    return new Salvage.Selection(
        chains::contains, (Hash hash) -> contents.contains(new ContentRef(hash)));
  }

  /** What the chains name, in the store or not. */
  Set<ContentRef> contents() {
    return contents;
  }

  @Override
  public void block(ReadBlock block) {
    try {
      if (chains.contains(block.key())) {
        found.add(block.key());
        block.events().forEach(this::names);
      }
    } catch (MalformedException e) {
      // The copy leaves the block out.
    }
  }

  @Override
  public void content(Hash hash) {}

  @Override
  public void intent(Intent intent) {}

  private void names(EncodedEvent event) {
    NamedContents.mark(
        capabilities,
        event.decode(),
        new Roots.Marker() {
          @Override
          public void mark(ContentRef ref, String why) {
            contents.add(ref);
          }

          @Override
          public void require(ContentRef ref, String why, Supplier<String> name) {
            contents.add(ref);
          }
        },
        () -> "a block");
  }
}
