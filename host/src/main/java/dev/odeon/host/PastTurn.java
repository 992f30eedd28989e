package dev.odeon.host;

import dev.odeon.base.Key;
import java.util.List;

/** A turn that reads its chain as it was at {@code durableHeight}. */
record PastTurn(TurnContext turn, long durableHeight) implements TurnContext {
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
  public List<PastEvent> events(long height, int countMax) {
    return turn.events(height, countMax);
  }

  @Override
  public GrantedStore store() {
    return turn.store();
  }
}
