package dev.odeon.runtime;

import dev.odeon.base.Pending;
import dev.odeon.chain.Append;
import dev.odeon.chain.Block;
import dev.odeon.chain.Commit;
import dev.odeon.chain.Content;
import dev.odeon.chain.Expected;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns, of one actor or several, that are durable together or not at all.
 *
 * @param parts the turns; those of one actor in their order
 */
record JointCommit(List<Part> parts) {
  /**
   * One turn that its actor went on from already.
   *
   * @param entry what waits for it
   */
  record Part(Actor actor, Unsettled.Entry entry, NextBlock next) {
    private void settled(@Nullable Append append, @Nullable RuntimeException failure) {
      actor.settled(entry, append, failure);
    }
  }

  /** One turn alone. */
  static JointCommit of(Part part) {
    return new JointCommit(List.of(part));
  }

  /** Hands all of it to the disk; each actor is told what came of it. */
  void submit(Node node) {
    List<Block> blocks = new ArrayList<>(parts.size());
    List<Content> contents = new ArrayList<>(0);
    for (Part part : parts) {
      blocks.add(part.next.block());
      contents.addAll(part.next.contents());
    }
    Pending<Append> pending;
    try {
      pending =
          node.chains()
              .append(
                  new Commit(blocks), Collections.nCopies(blocks.size(), Expected.ANY), contents);
    } catch (RuntimeException e) {
      settled(null, e);
      return;
    } catch (Error e) {
      // Most likely there is no memory for it. An entry that is never settled would hold up the
      // actor for ever.
      settled(null, new ActorException(ActorException.Reason.FAILED, "the host failed: " + e, e));
      return;
    }
    pending.whenDone(this::settled);
  }

  /** Tells each actor what came of it. */
  void settled(@Nullable Append append, @Nullable RuntimeException failure) {
    parts.forEach(part -> part.settled(append, failure));
  }
}
