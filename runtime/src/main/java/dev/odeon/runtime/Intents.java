package dev.odeon.runtime;

import dev.odeon.base.Hash;
import dev.odeon.chain.Content;
import dev.odeon.chain.Intent;
import dev.odeon.host.Crossing;
import dev.odeon.log.LogException;
import java.util.List;

/**
 * The intents of one turn: what it is about to do outside, durable before it does. Used by the
 * thread of the turn alone.
 */
final class Intents {
  private final Node node;
  private final Actor actor;
  private final long height;
  private final Intent.First first;
  private final List<Content> contents;
  private boolean begun;

  private Intents(
      Node node,
      Actor actor,
      long height,
      Intent.First first,
      List<Content> contents,
      boolean begun) {
    this.node = node;
    this.actor = actor;
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
      Node node, Actor actor, long height, Intent.First first, List<Content> contents) {
    return new Intents(node, actor, height, first, contents, false);
  }

  /** Of a turn that runs again, and has intents already. */
  static Intents more(Node node, Actor actor, long height, Intent.First first) {
    return new Intents(node, actor, height, first, List.of(), true);
  }

  /**
   * Makes one durable. Blocks until it is.
   *
   * @throws NotTakenException if it cannot be: the turn must go no further
   */
  void append(int callIndex, Hash request, List<Crossing> since) {
    if (!begun && !actor.settle()) {
      // What it does outside would follow from a state that never was.
      throw new NotTakenException("a turn before it could not be recorded");
    }
    Intent intent =
        new Intent(
            actor.key(),
            height,
            callIndex,
            request,
            since.stream().map(Crossings::event).toList(),
            begun ? null : first);
    try {
      node.chains().append(intent, begun ? List.of() : contents).await();
    } catch (LogException | IllegalArgumentException e) {
      throw new NotTakenException("what it intended could not be recorded: " + e.getMessage());
    }
    begun = true;
  }
}
