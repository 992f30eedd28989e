package dev.odeon.runtime.turn;

import dev.odeon.base.ErrorText;
import dev.odeon.base.Hash;
import dev.odeon.chain.Chains;
import dev.odeon.chain.Content;
import dev.odeon.chain.Intent;
import dev.odeon.host.HostCallRecord;
import dev.odeon.host.IntentLog;
import dev.odeon.log.LogException;
import dev.odeon.runtime.HostCallEvents;
import dev.odeon.runtime.RefusedException;
import java.util.List;

/**
 * The intents of one turn: what it is about to do outside, durable before it does. Used by the
 * thread of the turn alone.
 */
final class Intents implements IntentLog {
  private final Chains chains;
  private final TurnRunner.Owner owner;
  private final long height;
  private final Intent.First first;
  private final List<Content> contents;
  private boolean begun;

  private Intents(
      Chains chains,
      TurnRunner.Owner owner,
      long height,
      Intent.First first,
      List<Content> contents,
      boolean begun) {
    this.chains = chains;
    this.owner = owner;
    this.height = height;
    this.first = first;
    this.contents = contents;
    this.begun = begun;
  }

  /**
   * Of a turn that begins.
   *
   * @param first what it begins with
   * @param contents what its cause names by hash, if the home does not keep that yet
   */
  static Intents of(
      Chains chains,
      TurnRunner.Owner owner,
      long height,
      Intent.First first,
      List<Content> contents) {
    return new Intents(chains, owner, height, first, contents, false);
  }

  /** Of a turn that runs again, and has intents already. */
  static Intents more(Chains chains, TurnRunner.Owner owner, long height, Intent.First first) {
    return new Intents(chains, owner, height, first, List.of(), true);
  }

  /**
   * Makes one durable. Blocks until it is.
   *
   * @throws RefusedException if it cannot be: the turn must go no further
   */
  @Override
  public void intend(int callIndex, Hash request, List<HostCallRecord> since) {
    if (!begun && !owner.awaitDurable()) {
      // What it does outside would follow from a state that never was.
      throw new RefusedException("a turn before it could not be recorded");
    }
    Intent intent =
        new Intent(
            owner.key(),
            height,
            callIndex,
            request,
            since.stream().map(HostCallEvents::event).toList(),
            begun ? null : first);
    try {
      chains.append(intent, begun ? List.of() : contents).await();
    } catch (LogException | IllegalArgumentException e) {
      throw new RefusedException("what it intended could not be recorded: " + ErrorText.of(e));
    }
    begun = true;
  }
}
