package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.DiskException;
import dev.odeon.base.Finding;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.MalformedException;
import dev.odeon.base.Ports;
import dev.odeon.chain.EncodedEvent;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventKind;
import dev.odeon.chain.HistoryVisitor;
import dev.odeon.chain.Intent;
import dev.odeon.chain.SignedHead;
import dev.odeon.chain.verify.Verifier;
import dev.odeon.chain.verify.VerifyReport;
import dev.odeon.component.AbiException;
import dev.odeon.engine.CodeCache;
import dev.odeon.host.Capabilities;
import dev.odeon.host.capability.OwnCapabilities;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Progress;
import dev.odeon.store.Roots;
import dev.odeon.store.StoreReport;
import dev.odeon.store.StoreVerifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Verifies all that a home promises to keep from its files alone, changing nothing, whether the
 * home opens or not, also beside the process that has it open: the log, its tree and what remembers
 * them; the store; and that everything is there that either of them names. Once, on one thread.
 */
public final class HomeVerifier {
  /** What is read. */
  public enum Scope {
    /** Everything. */
    ALL,
    /** All but the store, and what the log names in it. */
    LOG,
    /** All but the log; that is only searched for what labels name and the store does not have. */
    STORE
  }

  /** What is wrong with the names of blocks is listed up to this many. */
  private static final int UNREADABLE_MAX = 100;

  private static final long BLOCKS_A_STEP = 1024;

  private final Disk disk;
  private final Path home;
  private final Progress logProgress;
  private final StoreVerifier store;
  private final List<Finding> files = new ArrayList<>();

  private HomeVerifier(Disk disk, Path home, Progress logProgress, Progress storeProgress) {
    this.disk = disk;
    this.home = home;
    this.logProgress = logProgress;
    this.store = new StoreVerifier(disk, home, storeProgress);
  }

  /**
   * Verifies the home in the folder {@code home}.
   *
   * @param kept a signed head that was kept elsewhere, or null
   * @param logProgress is told how many blocks were read, on another thread
   * @param storeProgress is told how many contents were hashed
   * @throws HomeException if the home is of another format, or cannot be read
   * @throws dev.odeon.chain.ChainException if the kept head is not one of this home's key
   */
  public static HomeReport verify(
      Ports ports,
      Path home,
      Scope scope,
      @Nullable SignedHead kept,
      Progress logProgress,
      Progress storeProgress) {
    HomeVerifier verifier = new HomeVerifier(ports.disk(), home, logProgress, storeProgress);
    Bytes homeId = verifier.format();
    verifier.codeKey();
    VerifyReport log = null;
    if (scope != Scope.STORE) {
      Names names = verifier.new Names();
      log =
          Verifier.verify(
              ports.disk(),
              ports.threads(),
              home,
              homeId,
              kept,
              scope == Scope.ALL ? names : HistoryVisitor.NONE);
      names.end();
    }
    return new HomeReport(verifier.files, log, scope == Scope.LOG ? null : verifier.store());
  }

  /** The id that the home names; null if it cannot be read. */
  private @Nullable Bytes format() {
    try {
      return Home.decode(home, disk.readAll(home.resolve(Home.FORMAT_FILE)));
    } catch (MalformedException e) {
      files.add(new Finding(Home.FORMAT_FILE, message(e), "restore it from a copy"));
      return null;
    } catch (DiskException e) {
      throw Home.refusal(home, e);
    }
  }

  private void codeKey() {
    Path code = Home.codeKey(home);
    try {
      if (disk.exists(code)) {
        var _ = CodeCache.readKey(disk, code);
      }
    } catch (MalformedException | DiskException e) {
      files.add(
          new Finding(
              home.relativize(code).toString(), message(e), "delete it, another one is made"));
    }
  }

  private StoreReport store() {
    store.read();
    Set<ContentRef> missing = store.missing();
    if (!missing.isEmpty()) {
      // A label may name a block, or what was put into the log alone.
      Verifier.visit(disk, home, new Search(missing));
    }
    return store.report();
  }

  private static String message(RuntimeException e) {
    return String.valueOf(e.getMessage());
  }

  /** Looks for contents among those of the log, and among its blocks. */
  private final class Search implements HistoryVisitor {
    private final Set<ContentRef> missing;

    Search(Set<ContentRef> missing) {
      this.missing = missing;
    }

    @Override
    public void block(ReadBlock block) {
      content(block.hash());
    }

    @Override
    public void content(Hash hash) {
      ContentRef ref = new ContentRef(hash);
      if (missing.contains(ref)) {
        store.holds(ref);
      }
    }

    @Override
    public void intent(Intent intent) {}
  }

  /** Tells the store's verifier what the log holds and what the history names. */
  private final class Names implements HistoryVisitor {
    private final Capabilities capabilities = OwnCapabilities.all();

    /** What turns without a block name. */
    private final Map<Key, Map<ContentRef, String>> open = new HashMap<>();

    private long blocks;

    @Override
    public void content(Hash hash) {
      store.holds(new ContentRef(hash));
    }

    @Override
    public void intent(Intent intent) {
      String by = NamedContents.name(intent.height(), intent.key());
      Map<ContentRef, String> named = new HashMap<>();
      intent.since().forEach(event -> names(event, () -> by, (ref, name) -> named.put(ref, by)));
      if (!named.isEmpty()) {
        open.computeIfAbsent(intent.key(), _ -> new HashMap<>()).putAll(named);
      }
    }

    @Override
    public void block(ReadBlock block) {
      if (!open.isEmpty()) {
        close(block);
      }
      for (EncodedEvent event : block.events()) {
        if (event.is(EventKind.LIFECYCLE) || namesContent(event)) {
          names(block, event);
        }
      }
      if (++blocks % BLOCKS_A_STEP == 0) {
        logProgress.advance(blocks);
      }
    }

    /** The block names what the intents of its turn named. */
    private void close(ReadBlock block) {
      try {
        open.remove(block.key());
      } catch (MalformedException e) {
        return; // The log's verifier tells it.
      }
    }

    /** Whether it is a call that may name content: told without decoding it. */
    private boolean namesContent(EncodedEvent event) {
      if (!event.is(EventKind.CALL) && !event.is(EventKind.OUTBOX)) {
        return false;
      }
      try {
        return capabilities.mayNameContent(event.name());
      } catch (MalformedException e) {
        return false; // The log's verifier tells it.
      }
    }

    private void names(ReadBlock block, EncodedEvent event) {
      try {
        Supplier<String> by = () -> NamedContents.name(block.height(), block.key());
        names(event.decode(), by, store::requires);
      } catch (MalformedException e) {
        return; // The log's verifier tells it.
      }
    }

    private void names(Event event, Supplier<String> by, Required required) {
      try {
        NamedContents.mark(
            capabilities,
            event,
            new Roots.Marker() {
              @Override
              public void mark(ContentRef ref, String why) {
                // It need not be there.
              }

              @Override
              public void require(ContentRef ref, String why, Supplier<String> name) {
                required.by(ref, name);
              }
            },
            by);
      } catch (ActorException | AbiException e) {
        unreadable(by.get() + " names content in a way that is not known: " + message(e));
      }
    }

    private void unreadable(String what) {
      if (files.size() < UNREADABLE_MAX) {
        files.add(new Finding("log", what, "use a newer Odeon"));
      }
    }

    void end() {
      open.values().forEach(all -> all.forEach((ref, by) -> store.requires(ref, () -> by)));
    }
  }

  /** Is told of a content that must be there, and who says so. */
  @FunctionalInterface
  private interface Required {
    void by(ContentRef ref, Supplier<String> name);
  }
}
