package dev.odeon.host;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import java.util.ArrayList;
import java.util.List;

/** A turn whose time, seed and open requests a test chooses. */
final class FixedTurn implements TurnContext {
  final List<String> open = new ArrayList<>();
  private final long time;
  private final RandomStream random;
  private final GrantedStore store = new GrantedStore(StoreGrant.ALL, new MemoryView(), 1 << 20);

  FixedTurn() {
    this(42, "00");
  }

  FixedTurn(long time, String seed) {
    this.time = time;
    this.random = new RandomStream(Bytes.ofHex(seed.repeat(16)));
  }

  @Override
  public long timeMillis() {
    return time;
  }

  @Override
  public RandomStream random() {
    return random;
  }

  @Override
  public boolean claimRequest(String requestId) {
    return open.remove(requestId);
  }

  @Override
  public Key self() {
    return Key.actor("me");
  }

  @Override
  public long durableHeight() {
    return 3;
  }

  @Override
  public long height() {
    return 4;
  }

  @Override
  public void intend(int callIndex, Hash request, List<Crossing> since) {
    throw new AssertionError("nothing here is immediate");
  }

  @Override
  public long replyBytesMax() {
    return 1 << 20;
  }

  @Override
  public List<PastEvent> events(long height, int countMax, long bytesMax) {
    return List.of();
  }

  @Override
  public GrantedStore store() {
    return store;
  }
}
