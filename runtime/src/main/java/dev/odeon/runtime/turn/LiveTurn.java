package dev.odeon.runtime.turn;

import dev.odeon.base.Key;
import dev.odeon.chain.Chains;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.host.capability.OutboxView;
import dev.odeon.host.capability.RequestClaims;
import dev.odeon.runtime.LiveLogs;
import dev.odeon.runtime.timer.TimerView;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a guest may know of the turn it takes now. Used by the thread of the turn alone. */
final class LiveTurn extends TurnFacts implements RequestClaims, OutboxView, TurnOrigin {
  private final Chains chains;
  private final Storage storage;
  private final List<?> services;
  private final Guest guest;
  private final TurnRunner.Owner owner;
  private final TimerView timers;
  private final Event cause;
  private final @Nullable String ownRequest;
  private final Set<String> claimed = new HashSet<>(0);
  private final Map<Key, Integer> posted = new HashMap<>(0);
  private @Nullable LiveStore store;

  /** How many messages the turn sent, to whomever. */
  private int postedAll;

  /**
   * The turn of {@code owner} at {@code height}, as {@code guest}, that {@code cause} began.
   *
   * @param services what all turns that run now offer
   */
  LiveTurn(
      Chains chains,
      Storage storage,
      List<?> services,
      Guest guest,
      TurnRunner.Owner owner,
      long height,
      TimeAndSeed moment,
      TimerView timers,
      Event cause) {
    super(owner.key(), height, moment.timeMillis(), moment.seed());
    this.chains = chains;
    this.storage = storage;
    this.services = services;
    this.guest = guest;
    this.owner = owner;
    this.timers = timers;
    this.cause = cause;
    this.ownRequest = TurnCalls.ownRequest(cause);
  }

  @Override
  public long outputBytesMax() {
    return guest.turn().outputBytesMax();
  }

  @Override
  public <T> T service(Class<T> type) {
    for (Object each : services) {
      if (type.isInstance(each)) {
        return type.cast(each);
      }
    }
    return TurnServices.of(type, this, store(), chain(), timers);
  }

  @Override
  public void logged(String line) {
    service(LiveLogs.class).said(self(), height(), timeMillis(), line);
  }

  @Override
  public Event cause() {
    return cause;
  }

  @Override
  public Duration timeLimit() {
    return (cause.data() instanceof EventData.Spawned ? guest.init() : guest.turn()).time();
  }

  private LiveStore store() {
    LiveStore known = store == null ? new LiveStore(storage, self(), height()) : store;
    store = known;
    return known;
  }

  private PastEvents chain() {
    return new PastEvents(
        chains, self(), () -> chains.head(self()).map(head -> head.height()).orElse(-1L));
  }

  @Override
  public long messageBytesMax() {
    return owner.messageBytesMax();
  }

  @Override
  public boolean post(Key key) {
    postedAll++;
    return owner.hasRoom(key, posted.merge(key, 1, Integer::sum), postedAll);
  }

  @Override
  public boolean claim(String requestId) {
    boolean open = requestId.equals(ownRequest) || owner.isOpen(requestId, timeMillis());
    return open && claimed.add(requestId);
  }

  @Override
  public List<String> unclaimed() {
    return unclaimed(owner.openRequests(timeMillis()), ownRequest, claimed);
  }
}
