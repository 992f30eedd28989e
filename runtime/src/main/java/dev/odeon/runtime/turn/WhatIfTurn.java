package dev.odeon.runtime.turn;

import dev.odeon.base.Key;
import dev.odeon.chain.BlockHeader;
import dev.odeon.host.UnansweredException;
import dev.odeon.host.capability.OutboxView;
import dev.odeon.host.capability.OwnChain;
import dev.odeon.host.capability.RequestClaims;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a past turn for other code than took it, beside what was recorded: its time, its
 * randomness, and the requests that this code left open.
 */
final class WhatIfTurn extends TurnFacts implements RequestClaims, OwnChain, OutboxView {
  private final @Nullable String ownRequest;
  private final WhatIfRequests requests;
  private final WhatIfStore store;
  private final long outputBytesMax;
  private final Set<String> claimed = new HashSet<>(0);

  WhatIfTurn(
      BlockHeader header, Guest guest, @Nullable String ownRequest, WhatIfRequests requests) {
    super(header.key(), header.height(), header.timeMillis(), header.seed());
    this.ownRequest = ownRequest;
    this.requests = requests;
    this.store = new WhatIfStore(header.key().tenant());
    this.outputBytesMax = guest.turn().outputBytesMax();
  }

  @Override
  public long outputBytesMax() {
    return outputBytesMax;
  }

  @Override
  public <T> T service(Class<T> type) {
    return TurnServices.of(type, this, store);
  }

  /** What the guest could hold at all; the limit of that time is not known. */
  @Override
  public long messageBytesMax() {
    return outputBytesMax;
  }

  /** What waited then is not known: as in nearly every turn, there was room. */
  @Override
  public boolean post(Key key) {
    return true;
  }

  @Override
  public boolean claim(String requestId) {
    boolean open = requestId.equals(ownRequest) || requests.isOpen(requestId);
    return open && claimed.add(requestId);
  }

  @Override
  public List<String> unclaimed() {
    return unclaimed(requests.list(), ownRequest, claimed);
  }

  @Override
  public long durableHeight() {
    if (height() == 0) {
      return -1;
    }
    throw new UnansweredException();
  }

  @Override
  public List<PastEvent> events(long height, int countMax, long bytesMax) {
    throw new UnansweredException();
  }
}
