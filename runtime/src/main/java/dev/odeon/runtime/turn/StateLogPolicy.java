package dev.odeon.runtime.turn;

import dev.odeon.base.Hash;
import dev.odeon.chain.Block;
import dev.odeon.chain.EventData;
import org.jspecify.annotations.Nullable;

/**
 * Whether the state after a turn is to be logged whole beside its block, so that no load has to run
 * too many turns again: when the actor logged more than {@value LoadedActor#LOGGED_PER_STATE} times
 * the state since the last time, or took {@value LoadedActor#TURNS_BETWEEN} turns.
 *
 * @param due whether it is
 * @param loggedAt the height whose state's bytes are in the log then
 * @param bytesSince the size of the blocks after that one
 */
record StateLogPolicy(boolean due, long loggedAt, long bytesSince) {
  static StateLogPolicy of(
      LoadedActor before,
      Turn turn,
      @Nullable Hash stateHash,
      Block block,
      EventData.@Nullable State changed) {
    boolean inBlock = stateHash == null || (changed != null && changed.bytes() != null);
    if (inBlock || turn.state() == null) {
      return new StateLogPolicy(false, block.height(), 0);
    }
    long size = turn.state().size();
    long bytesSince = before.bytesSince() + block.size();
    boolean large = size > EventData.State.INLINE_MAX;
    boolean due =
        block.height() - before.loggedAt() >= LoadedActor.TURNS_BETWEEN
            || (large && bytesSince > LoadedActor.LOGGED_PER_STATE * size);
    return due
        ? new StateLogPolicy(true, block.height(), 0)
        : new StateLogPolicy(false, before.loggedAt(), bytesSince);
  }
}
