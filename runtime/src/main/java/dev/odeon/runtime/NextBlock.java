package dev.odeon.runtime;

import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockHeader;
import dev.odeon.chain.Content;
import dev.odeon.chain.EventData;
import dev.odeon.engine.Metering;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A turn as the block that it ends as. Nothing is appended yet.
 *
 * @param turn the turn
 * @param block its block
 * @param contents what is to be durable with it
 * @param after the actor after it
 */
record NextBlock(Turn turn, Block block, List<Content> contents, Live after) {
  /**
   * The block of a turn of {@code key} on {@code before}.
   *
   * @param registration what is known of the actor as a whole before it
   * @param guest what ran, or will run from now on; null for none
   * @param contents what its events name by hash
   */
  static NextBlock of(
      Key key,
      Live before,
      @Nullable Registration registration,
      @Nullable Guest guest,
      Turn turn,
      Moment moment,
      List<Content> contents) {
    return of(key, before, registration, guest, turn, moment, contents, Metering.LATEST);
  }

  /** The same where the turn was metered otherwise than turns are now. */
  static NextBlock of(
      Key key,
      Live before,
      @Nullable Registration registration,
      @Nullable Guest guest,
      Turn turn,
      Moment moment,
      List<Content> contents,
      Metering metering) {
    EventData.State changed = turn.stateChange();
    Hash stateHash = changed == null ? before.stateHash() : changed.hash();
    Block block =
        Block.of(
            new BlockHeader(
                key,
                before.height(),
                before.parent(),
                moment.timeMillis(),
                guest == null ? null : guest.module(),
                turn.fuel() == null ? 0 : metering.version(),
                moment.seed(),
                stateHash,
                List.of(),
                turn.outcome(),
                turn.fuel()),
            turn.events());
    Logging logging = Logging.of(before, turn, stateHash, block, changed);
    List<Content> all = new ArrayList<>(contents);
    if (logging.due() && turn.state() != null && stateHash != null) {
      all.add(new Content(stateHash, turn.state()));
    }
    Live after =
        new Live(
            Registration.after(registration, block),
            guest,
            block.head(),
            turn.state(),
            stateHash,
            logging.loggedAt(),
            logging.bytesSince());
    return new NextBlock(turn, block, all, after);
  }
}
