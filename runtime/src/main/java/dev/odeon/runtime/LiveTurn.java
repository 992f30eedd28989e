package dev.odeon.runtime;

import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.host.Crossing;
import dev.odeon.host.GrantedStore;
import dev.odeon.host.RandomStream;
import dev.odeon.host.TurnContext;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a guest may know of the turn it takes now. Used by the thread of the turn alone. */
final class LiveTurn implements TurnContext {
  private final Node node;
  private final Guest guest;
  private final Actor actor;
  private final long height;
  private final Moment moment;
  private final @Nullable String ownRequest;
  private final @Nullable Intents intents;
  private final Set<String> claimed = new HashSet<>(0);
  private @Nullable RandomStream random;
  private @Nullable GrantedStore store;

  /**
   * The turn of {@code actor} at {@code height}, as {@code guest}, that takes the request {@code
   * ownRequest}, if it takes one.
   *
   * @param intents by which it may do something outside; null if it never does
   */
  LiveTurn(
      Node node,
      Guest guest,
      Actor actor,
      long height,
      Moment moment,
      @Nullable String ownRequest,
      @Nullable Intents intents) {
    this.node = node;
    this.guest = guest;
    this.actor = actor;
    this.height = height;
    this.moment = moment;
    this.ownRequest = ownRequest;
    this.intents = intents;
  }

  Moment moment() {
    return moment;
  }

  @Override
  public long timeMillis() {
    return moment.timeMillis();
  }

  @Override
  public RandomStream random() {
    RandomStream stream = random == null ? new RandomStream(moment.seed()) : random;
    random = stream;
    return stream;
  }

  @Override
  public boolean claimRequest(String requestId) {
    boolean open = requestId.equals(ownRequest) || actor.requestOpen(requestId);
    return open && claimed.add(requestId);
  }

  @Override
  public Key self() {
    return actor.key();
  }

  @Override
  public long height() {
    return height;
  }

  @Override
  public void intend(int callIndex, Hash request, List<Crossing> since) {
    if (intents == null) {
      throw new IllegalStateException(self() + " does nothing outside");
    }
    intents.append(callIndex, request, since);
  }

  @Override
  public long replyBytesMax() {
    return guest.turn().outputBytesMax();
  }

  @Override
  public long durableHeight() {
    return node.chains().head(actor.key()).map(head -> head.height()).orElse(-1L);
  }

  @Override
  public List<PastEvent> events(long height, int countMax, long bytesMax) {
    return RecordedTurn.past(node.chains(), actor.key(), height, countMax, bytesMax);
  }

  @Override
  public GrantedStore store() {
    GrantedStore known = store;
    if (known == null) {
      known =
          new GrantedStore(
              guest.store(),
              new LiveStore(node.storage(), actor.key(), height),
              guest.turn().outputBytesMax());
      store = known;
    }
    return known;
  }
}
