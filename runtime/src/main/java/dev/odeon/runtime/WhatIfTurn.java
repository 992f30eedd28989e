package dev.odeon.runtime;

import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.chain.BlockHeader;
import dev.odeon.host.Crossing;
import dev.odeon.host.GrantedStore;
import dev.odeon.host.RandomStream;
import dev.odeon.host.TurnContext;
import dev.odeon.host.UnansweredException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a past turn for other code than took it, beside what was recorded: its time, its
 * randomness, and the requests that this code left open.
 */
final class WhatIfTurn implements TurnContext {
  private final BlockHeader header;
  private final @Nullable String ownRequest;
  private final OpenRequests requests;
  private final RandomStream random;
  private final GrantedStore store;
  private final long replyBytesMax;
  private final Set<String> claimed = new HashSet<>(0);

  WhatIfTurn(BlockHeader header, Guest guest, @Nullable String ownRequest, OpenRequests requests) {
    this.header = header;
    this.ownRequest = ownRequest;
    this.requests = requests;
    this.random = new RandomStream(header.seed());
    this.replyBytesMax = guest.turn().outputBytesMax();
    this.store =
        new GrantedStore(guest.store(), new WhatIfStore(header.key().tenant()), replyBytesMax);
  }

  @Override
  public long timeMillis() {
    return header.timeMillis();
  }

  @Override
  public RandomStream random() {
    return random;
  }

  @Override
  public boolean claimRequest(String requestId) {
    boolean open = requestId.equals(ownRequest) || requests.isOpen(requestId);
    return open && claimed.add(requestId);
  }

  @Override
  public Key self() {
    return header.key();
  }

  @Override
  public long height() {
    return header.height();
  }

  @Override
  public void intend(int callIndex, Hash request, List<Crossing> since) {
    throw new IllegalStateException("a turn of the past does nothing outside");
  }

  @Override
  public long durableHeight() {
    if (header.height() == 0) {
      return -1;
    }
    throw new UnansweredException();
  }

  @Override
  public long replyBytesMax() {
    return replyBytesMax;
  }

  @Override
  public List<PastEvent> events(long height, int countMax, long bytesMax) {
    throw new UnansweredException();
  }

  @Override
  public GrantedStore store() {
    return store;
  }
}
