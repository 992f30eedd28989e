package dev.odeon.runtime.turn;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockHeader;
import dev.odeon.chain.ChainException;
import dev.odeon.chain.Chains;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventKind;
import dev.odeon.chain.Head;
import dev.odeon.engine.LoadRequest;
import dev.odeon.log.LogException;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.Directory;
import dev.odeon.runtime.DivergenceException;
import dev.odeon.runtime.Registration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rebuilds the state an actor had at a height: from the newest block at or before it whose state's
 * bytes are kept, in the block itself, as content or as a snapshot, by running the turns after it
 * again. Runs guests on the calling thread.
 */
public final class StateLoader {
  private final Chains chains;
  private final Directory directory;
  private final Guests guests;
  private final Snapshots snapshots;
  private final Scheduler scheduler;
  private final Rerun rerun;

  /** Loads actors from {@code chains}, on from the newest state that is kept. */
  public StateLoader(
      Chains chains,
      Directory directory,
      Guests guests,
      Snapshots snapshots,
      Storage storage,
      Scheduler scheduler) {
    this.chains = chains;
    this.directory = directory;
    this.guests = guests;
    this.snapshots = snapshots;
    this.scheduler = scheduler;
    this.rerun = new Rerun(chains, storage);
  }

  /**
   * A state and how it was found.
   *
   * @param head the block it is the state after
   * @param state the bytes, or null for none
   * @param loggedAt the height whose state's bytes are in the log, -1 if there is none
   * @param bytesSince the size of the blocks after that one
   */
  public record Loaded(Head head, @Nullable Bytes state, long loggedAt, long bytesSince) {}

  private record Start(long height, @Nullable Bytes state) {}

  /**
   * The state after the block {@code head}.
   *
   * @throws DivergenceException if a turn does not do again what it did
   */
  public Loaded load(Head head) {
    Key key = head.key();
    Optional<Snapshots.Snapshot> snapshot = usable(head);
    long loggedAt = -1;
    long bytesSince = 0;
    Start start = null;
    for (long height = head.height(); height >= 0 && loggedAt < 0; height--) {
      Block block = block(key, height);
      Start logged = logged(block);
      if (logged != null) {
        loggedAt = height;
        start = start == null ? logged : start;
      } else {
        bytesSince += block.size();
        if (start == null && snapshot.isPresent() && snapshot.get().height() == height) {
          start = new Start(height, snapshot.get().state());
        }
      }
    }
    Bytes state = run(head, start == null ? new Start(-1, null) : start);
    return new Loaded(head, state, loggedAt, bytesSince);
  }

  private @Nullable Bytes run(Head head, Start start) {
    Course course = new Course(start.state);
    chains.blocks(
        head.key(),
        start.height + 1,
        head.height() + 1,
        block -> {
          course.take(block);
          return true;
        });
    return course.state;
  }

  /** A run of turns, and the state after the last of them. */
  private final class Course {
    @Nullable Bytes state;
    private @Nullable Guest guest;

    Course(@Nullable Bytes state) {
      this.state = state;
    }

    void take(Block block) {
      Hash module = block.header().module();
      Guest last = named(guest, block);
      if (module != null && (last == null || !last.module().equals(module))) {
        last = guestAt(block.key(), block.height(), module);
      }
      guest = last;
      if (last != null) {
        state = rerun.stateAfter(last, block, state);
      }
    }
  }

  /**
   * The guest that ran at {@code height} with the module {@code module}: the newest lifecycle event
   * at or before it names module and manifest.
   */
  private Guest guestAt(Key key, long height, Hash module) {
    Registration known = directory.at(key, height);
    if (known != null && known.module().equals(module)) {
      return guest(key, known.module(), known.manifest());
    }
    // The directory hears of a block just after its chain does.
    for (long at = height; at >= 0; at--) {
      Guest guest = named(null, block(key, at));
      if (guest != null) {
        return guest;
      }
    }
    throw new ActorException(
        ActorException.Reason.DAMAGED, key + " was never spawned: its chain names no module");
  }

  /** The guest that {@code block} names for itself and what follows; {@code now} if it does not. */
  @Nullable Guest named(@Nullable Guest now, Block block) {
    if (!block.has(EventKind.LIFECYCLE)) {
      return now;
    }
    Key key = block.key();
    return switch (block.event(0).data()) {
      case EventData.Spawned(Hash module, Hash manifest, _, _, _) -> guest(key, module, manifest);
      case EventData.Upgraded(Hash module, Hash manifest) -> guest(key, module, manifest);
      default -> now;
    };
  }

  /** A block that the chain must have. */
  public Block block(Key key, long height) {
    return block(chains, key, height);
  }

  static Block block(Chains chains, Key key, long height) {
    return chains
        .block(key, height)
        .orElseThrow(() ->
            new ActorException(ActorException.Reason.NOT_FOUND, key + " has no block " + height));
  }

  /** The guest of a module and a manifest that {@code key} has, or had. */
  public Guest guest(Key key, Hash module, Hash manifest) {
    return guest(module, manifest, LoadRequest.of(key.tenant()));
  }

  /**
   * The guest of a module and a manifest that the home keeps. A guest thread that waits until it is
   * compiled leaves its place to another.
   *
   * @throws dev.odeon.engine.LoadException if it was not compiled, for what {@code load} says
   */
  public Guest guest(Hash module, Hash manifest, LoadRequest load) {
    Guest ready = guests.ready(module, manifest);
    return ready != null
        ? ready
        : scheduler.waiting(() -> guests.of(module, manifest, this::content, load));
  }

  /**
   * Reads what the home has of a guest's code: what is damaged is known to be then, and is written
   * anew with the next block that brings it.
   */
  public void examine(Guest guest) {
    for (Hash each : List.of(guest.module(), guest.manifest())) {
      try {
        var _ = chains.content(each);
      } catch (LogException | ChainException _) {
        // That is what this is for.
      }
    }
  }

  /** Bytes that a chain names by their hash. */
  public Bytes content(Hash hash) {
    return chains
        .content(hash)
        .orElseThrow(() ->
            new ActorException(
                ActorException.Reason.DAMAGED,
                "the home does not hold " + hash + ", which a chain names"));
  }

  /**
   * The size of the state after the block {@code head}; 0 for none. Nothing is run: its event says
   * it, or the bytes that are kept.
   */
  public long stateSize(Head head) {
    Block block = block(head.key(), head.height());
    Hash hash = block.header().stateHash();
    while (hash != null) {
      for (int i = block.eventCount() - 1; i >= 0; i--) {
        if (block.event(i).data() instanceof EventData.State changed) {
          return changed.length();
        }
      }
      Optional<Bytes> kept = chains.content(hash);
      if (kept.isPresent() || block.height() == 0) {
        return kept.map(Bytes::size).orElse(0);
      }
      block = block(head.key(), block.height() - 1);
    }
    return 0;
  }

  private @Nullable Start logged(Block block) {
    BlockHeader header = block.header();
    Hash hash = header.stateHash();
    if (hash == null) {
      return new Start(header.height(), null);
    }
    for (int i = block.eventCount() - 1; i >= 0; i--) {
      if (block.event(i).data() instanceof EventData.State state && state.bytes() != null) {
        return new Start(header.height(), state.bytes());
      }
    }
    return chains.content(hash).map(bytes -> new Start(header.height(), bytes)).orElse(null);
  }

  /** The actor's snapshot, if it is of a block of this very chain at or before {@code head}. */
  private Optional<Snapshots.Snapshot> usable(Head head) {
    return snapshots
        .read(head.key())
        .filter(snapshot -> snapshot.height() <= head.height())
        .filter(snapshot -> snapshot.block().equals(blockHash(head, snapshot.height())));
  }

  private Hash blockHash(Head head, long height) {
    return height == head.height() ? head.hash() : block(head.key(), height).hash();
  }
}
