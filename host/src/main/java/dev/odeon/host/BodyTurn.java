package dev.odeon.host;

import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import java.util.List;

/**
 * The turn as the body of a host function sees it: it can do there only what is repeated when the
 * turn runs again.
 */
record BodyTurn(TurnContext turn, Use use) implements TurnContext {
  /** What the body is asked for. */
  enum Use {
    /** To answer. */
    READ,
    /** To accept or to refuse. */
    DECIDE,
    /** To accept what it accepted before. */
    REPEAT,
    /** To draw what it drew before it refused: nothing is accepted. */
    REFUSE,
    /** To do something outside. */
    OUTSIDE
  }

  @Override
  public long timeMillis() {
    return turn.timeMillis();
  }

  @Override
  public RandomStream random() {
    if (use == Use.OUTSIDE) {
      throw new IllegalStateException("an immediate function draws none of the turn's randomness");
    }
    return turn.random();
  }

  @Override
  public boolean claimRequest(String requestId) {
    return switch (use) {
      case DECIDE -> turn.claimRequest(requestId);
      case REPEAT -> {
        turn.claimRequest(requestId); // who waited may be answered already: it was claimed then
        yield true;
      }
      case REFUSE -> false;
      case READ, OUTSIDE ->
          throw new IllegalStateException("only a deferred function claims a request");
    };
  }

  @Override
  public Key self() {
    return turn.self();
  }

  @Override
  public long height() {
    return turn.height();
  }

  @Override
  public void intend(int callIndex, Hash request, List<Crossing> since) {
    throw new IllegalStateException("a host function intends nothing: its border does");
  }

  @Override
  public long durableHeight() {
    return turn.durableHeight();
  }

  @Override
  public long replyBytesMax() {
    return turn.replyBytesMax();
  }

  @Override
  public List<PastEvent> events(long height, int countMax, long bytesMax) {
    return turn.events(height, countMax, bytesMax);
  }

  @Override
  public GrantedStore store() {
    return turn.store().asked(use);
  }
}
