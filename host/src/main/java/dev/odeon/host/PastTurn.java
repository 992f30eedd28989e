package dev.odeon.host;

import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import java.util.List;

/**
 * A turn that reads its chain as it was at {@code durableHeight}, and gets an answer of the size
 * that it got.
 */
record PastTurn(TurnContext turn, long durableHeight, long replyBytesMax) implements TurnContext {
  @Override
  public long timeMillis() {
    return turn.timeMillis();
  }

  @Override
  public RandomStream random() {
    return turn.random();
  }

  @Override
  public boolean claimRequest(String requestId) {
    return turn.claimRequest(requestId);
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
    turn.intend(callIndex, request, since);
  }

  @Override
  public List<PastEvent> events(long height, int countMax, long bytesMax) {
    return turn.events(height, countMax, bytesMax);
  }

  @Override
  public GrantedStore store() {
    return turn.store();
  }
}
