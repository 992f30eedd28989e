package dev.odeon.runtime.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.chain.BlockFilter;
import dev.odeon.chain.BlockSubscription;
import dev.odeon.chain.Chains;
import dev.odeon.chain.Head;
import dev.odeon.chain.StartPoint;
import dev.odeon.engine.LoadRequest;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.Directory;
import dev.odeon.runtime.DivergenceException;
import dev.odeon.runtime.LiveLogs;
import dev.odeon.runtime.Registration;
import dev.odeon.runtime.ReplayReport;
import dev.odeon.runtime.Settings;
import dev.odeon.runtime.StateAt;
import dev.odeon.runtime.WhatIfReport;
import dev.odeon.runtime.turn.Guest;
import dev.odeon.runtime.turn.Guests;
import dev.odeon.runtime.turn.Replay;
import dev.odeon.runtime.turn.StateLoader;
import dev.odeon.runtime.turn.Storage;
import dev.odeon.runtime.turn.WhatIf;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/**
 * What actors did: follows their blocks, and runs their turns again to tell a state, to compare, or
 * to see what other code would have made of them. Nothing is written, and the world is not called.
 * Any thread may ask.
 */
public final class ActorHistory {
  private final ActorTable table;
  private final Chains chains;
  private final Directory directory;
  private final StateLoader loader;
  private final Storage storage;
  private final Guests guests;
  private final GuestThreads threads;

  ActorHistory(
      ActorTable table,
      Chains chains,
      Directory directory,
      StateLoader loader,
      Storage storage,
      Guests guests,
      GuestThreads threads) {
    this.table = table;
    this.chains = chains;
    this.directory = directory;
    this.loader = loader;
    this.storage = storage;
    this.guests = guests;
    this.threads = threads;
  }

  /**
   * Follows the blocks of actors that {@code filter} wants: those from {@code start} on, then those
   * to come, each once, in the order of the log. It reads the log at the pace at which it is asked;
   * closing the actors ends it.
   *
   * @throws dev.odeon.chain.ChainException if {@code start} is not there, or {@link
   *     Settings#followersMax} readers follow already
   */
  public BlockSubscription follow(BlockFilter filter, StartPoint start) {
    table.writer().checkOpen();
    return chains.follow(filter, start);
  }

  /**
   * Watches the log lines of an actor that its chain does not record, while turns run; what was
   * logged before is gone.
   *
   * @param wake as {@link LiveLogs#watch} has it
   */
  public LiveLogs.Watch watchLogs(Key key, Runnable wake) {
    return table.runner().liveLogs().watch(key, wake);
  }

  /**
   * The state of an actor after its block {@code height}, or after its last durable one. Blocks
   * while turns are run again.
   *
   * @throws ActorException if there is no such actor or no such block
   * @throws DivergenceException if a turn does not do again what it did
   */
  public StateAt state(Key key, OptionalLong height) {
    Head last = head(key);
    Head at = height.isEmpty() ? last : headAt(last, height.getAsLong());
    StateLoader.Loaded loaded = threads.run(key.tenant(), () -> loader.load(at));
    Bytes state = loaded.state();
    return new StateAt(at, state, state == null ? null : Hash.of(state));
  }

  /**
   * Runs the whole history of an actor again and compares. Blocks; the world is not called, nothing
   * is written.
   *
   * @param progress is told the height of each block that was done, on another thread
   * @throws ActorException if there is no such actor
   */
  public ReplayReport replay(Key key, LongConsumer progress) {
    Head head = head(key);
    return threads.run(
        key.tenant(), () -> new Replay(chains, loader, storage).run(head, whileOpen(progress)));
  }

  /**
   * What other code would have made of the same history: each message again, on the state that this
   * code made itself. It is answered what was recorded for the same call; a difference ends
   * nothing, and a turn whose calls nothing answers is unknown. Blocks; nothing is written, and the
   * world is not called.
   *
   * @param module the other code, granted and limited as the actor is
   * @param progress is told the height of each block that was done, on another thread
   * @throws ActorException if there is no such actor, or the module cannot run in its place
   */
  public WhatIfReport whatIf(Key key, Bytes module, LongConsumer progress) {
    return whatIf(key, module, progress, LoadRequest.of(key.tenant()));
  }

  /**
   * The same for who does not wait for ever until the module is compiled.
   *
   * @throws dev.odeon.engine.LoadException if it was not, for what {@code load} says
   */
  public WhatIfReport whatIf(Key key, Bytes module, LongConsumer progress, LoadRequest load) {
    Head head = head(key);
    Registration registration = directory.existing(key);
    Bytes manifest = loader.content(registration.manifest());
    Guest other = guests.other("the manifest of " + key, manifest, module, load);
    return threads.run(
        key.tenant(),
        () ->
            new WhatIf(chains, storage, table.runner().codec(), other)
                .run(head, whileOpen(progress)));
  }

  /** What runs again block by block ends with the actors. */
  private LongConsumer whileOpen(LongConsumer progress) {
    return height -> {
      table.writer().checkOpen();
      progress.accept(height);
    };
  }

  private Head head(Key key) {
    return chains.head(key).orElseThrow(() -> ActorException.noSuchActor(key));
  }

  private Head headAt(Head last, long height) {
    if (height < 0 || height > last.height()) {
      throw new ActorException(
          ActorException.Reason.NOT_FOUND,
          "%s has no block %d: its blocks are 0 to %d"
              .formatted(last.key(), height, last.height()));
    }
    return loader.block(last.key(), height).head();
  }
}
