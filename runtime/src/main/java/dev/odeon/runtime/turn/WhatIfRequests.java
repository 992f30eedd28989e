package dev.odeon.runtime.turn;

import dev.odeon.base.Outcome;
import dev.odeon.chain.Block;
import dev.odeon.chain.Event;
import dev.odeon.host.UnansweredException;
import dev.odeon.host.capability.MessageCapability.RequestEffect;
import dev.odeon.runtime.effect.BlockEffects;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The requests that other code left open in a history that it goes through, for the calls that
 * answer them later. Keeps at most {@value #KEPT_MAX} ids: what it forgot is not known.
 */
final class WhatIfRequests {
  private static final int KEPT_MAX = 65_536;

  private final Set<String> open = new LinkedHashSet<>();

  /** Of turns that could not be run: nothing tells whether the code answered them. */
  private final Set<String> uncertain = new LinkedHashSet<>();

  private boolean forgot;

  /**
   * Whether {@code id} waits for an answer.
   *
   * @throws UnansweredException if that is not known
   */
  boolean isOpen(String id) {
    if (open.contains(id)) {
      return true;
    }
    if (forgot || uncertain.contains(id)) {
      throw new UnansweredException();
    }
    return false;
  }

  /** The code took a turn, whose events have {@code effects}. */
  void taken(Event cause, Turn turn, BlockEffects effects) {
    String own = TurnCalls.ownRequest(cause);
    if (own != null && turn.reply() == null && turn.outcome().equals(Outcome.RETURNED)) {
      keep(open, own);
    }
    effects.of(RequestEffect.class).forEach(each -> open.remove(each.effect().requestId()));
  }

  /** A block that ran no guest ended requests, whatever code there is. */
  void settled(Block block) {
    RequestReplies.ofEarlier(BlockEffects.NONE, block.events()).keySet().forEach(open::remove);
  }

  /**
   * What waits for an answer, the oldest first.
   *
   * @throws UnansweredException if that is not known
   */
  List<String> list() {
    if (forgot || !uncertain.isEmpty()) {
      throw new UnansweredException();
    }
    return List.copyOf(open);
  }

  /** The turn that {@code cause} began could not be run. */
  void unknown(Event cause) {
    String own = TurnCalls.ownRequest(cause);
    if (own != null) {
      keep(uncertain, own);
    }
  }

  private void keep(Set<String> ids, String id) {
    if (ids.add(id) && ids.size() > KEPT_MAX) {
      ids.remove(ids.iterator().next());
      forgot = true;
    }
  }
}
