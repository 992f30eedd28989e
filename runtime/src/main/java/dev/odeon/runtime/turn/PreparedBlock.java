package dev.odeon.runtime.turn;

import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockHeader;
import dev.odeon.chain.Content;
import dev.odeon.chain.EventData;
import dev.odeon.engine.Metering;
import dev.odeon.runtime.Registration;
import dev.odeon.runtime.effect.BlockEffects;
import dev.odeon.runtime.effect.EffectCodec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A turn as the block that it ends as. Nothing is appended yet.
 *
 * @param turn the turn
 * @param block its block
 * @param effects what its deferred calls ask for
 * @param contents what is to be durable with it
 * @param after the actor after it
 */
public record PreparedBlock(
    Turn turn, Block block, BlockEffects effects, List<Content> contents, LoadedActor after) {
  /**
   * The block of a turn of {@code key} on {@code before}.
   *
   * @param registration what is known of the actor as a whole before it
   * @param guest what ran, or will run from now on; null for none
   * @param contents what its events name by hash
   */
  public static PreparedBlock of(
      EffectCodec codec,
      Key key,
      LoadedActor before,
      @Nullable Registration registration,
      @Nullable Guest guest,
      Turn turn,
      TimeAndSeed moment,
      List<Content> contents) {
    return of(codec, key, before, registration, guest, turn, moment, contents, Metering.LATEST);
  }

  /** The same where the turn was metered otherwise than turns are now. */
  static PreparedBlock of(
      EffectCodec codec,
      Key key,
      LoadedActor before,
      @Nullable Registration registration,
      @Nullable Guest guest,
      Turn turn,
      TimeAndSeed moment,
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
                metering.version(),
                moment.seed(),
                stateHash,
                List.of(),
                turn.outcome(),
                turn.fuel()),
            turn.events());
    BlockEffects effects = codec.of(key, turn.events());
    StateLogPolicy logging = StateLogPolicy.of(before, turn, stateHash, block, changed);
    List<Content> all = new ArrayList<>(contents);
    if (logging.due() && turn.state() != null && stateHash != null) {
      all.add(new Content(stateHash, turn.state()));
    }
    LoadedActor after =
        new LoadedActor(
            Registration.after(registration, block, effects),
            guest,
            block.head(),
            turn.state(),
            stateHash,
            logging.loggedAt(),
            logging.bytesSince(),
            before.stream().after(block));
    return new PreparedBlock(turn, block, effects, all, after);
  }
}
