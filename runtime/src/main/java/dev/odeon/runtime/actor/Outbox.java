package dev.odeon.runtime.actor;

import dev.odeon.base.ErrorText;
import dev.odeon.base.Key;
import dev.odeon.base.Pending;
import dev.odeon.chain.Block;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventData.Lane;
import dev.odeon.chain.EventKind;
import dev.odeon.host.capability.MessageCapability.Outgoing;
import dev.odeon.log.LogException;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Delivery;
import dev.odeon.runtime.Directory;
import dev.odeon.runtime.Registration;
import dev.odeon.runtime.TenantLimit;
import dev.odeon.runtime.effect.EffectHandler;
import dev.odeon.runtime.effect.EffectPosition;
import dev.odeon.runtime.effect.PlacedEffect;
import dev.odeon.runtime.index.Dedup;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Delivers what actors send to each other. A message is pending from its durable block on, until
 * its receiver's chain closes it, or its sender's if nobody can get it; which ones are follows from
 * the chains alone. So each takes effect exactly once, whatever ends when: it is handed in until it
 * is closed, and the receiver knows what it has closed.
 *
 * <p>Each lane of a sender and a receiver is an {@link OutboxLane}, and none waits for another.
 * Guest threads and the committer use it; guarded by its own monitor, which is never held over a
 * port call or a read of the disk.
 */
final class Outbox implements EffectHandler<Outgoing> {
  /** How many messages that nobody gets are closed at a time. */
  private static final int SETTLED_AT_A_TIME = 64;

  private static final long DELAY_NANOS = 10_000_000;
  private static final int DELAY_DOUBLINGS = 7;

  private final Dedup taken;
  private final Directory directory;
  private final SendLanes sendLanes;
  private final Channels channels;
  private final OutboxMark mark;
  private final int entriesMax;
  private final Map<OutboxLane.Name, OutboxLane> lanes = new LinkedHashMap<>();
  private final Map<Key, Set<OutboxLane>> byReceiver = new HashMap<>();

  /** How many messages wait, those of turns in flight included. */
  private final Map<Way, Integer> counts = new HashMap<>();

  private final Map<String, Long> ofTenants = new HashMap<>();

  /** To whom turns in flight send: by sender and height. */
  private final Map<Key, NavigableMap<Long, List<Key>>> staged = new HashMap<>();

  private long lastSequence = -1;
  private @Nullable ActorTable table;
  private boolean started;

  private record Way(Key sender, Key receiver) {}

  /**
   * Of a home.
   *
   * @param taken what durable turns took
   * @param sendLanes the lanes of messages whose sender did not say
   * @param channels those that messages come on
   * @param mark keeps where to look from when the home is opened
   * @param entriesMax how many messages of one actor to another may wait
   */
  Outbox(
      Dedup taken,
      Directory directory,
      SendLanes sendLanes,
      Channels channels,
      OutboxMark mark,
      int entriesMax) {
    this.taken = taken;
    this.directory = directory;
    this.sendLanes = sendLanes;
    this.channels = channels;
    this.mark = mark;
    this.entriesMax = entriesMax;
  }

  /** The channels that they come on. */
  Channels channels() {
    return channels;
  }

  private void reached(CrashPoint point) {
    ActorTable actors = table;
    if (actors != null) {
      actors.writer().reached(point);
    }
  }

  /** Says where messages are handed in; before that they are only kept. */
  void attach(ActorTable actors) {
    table = actors;
  }

  /** Hands in what waits, from now on. */
  void start() {
    List<OutboxLane> all;
    synchronized (this) {
      started = table != null;
      all = List.copyOf(lanes.values());
    }
    all.forEach(this::handIn);
  }

  @Override
  public Class<Outgoing> type() {
    return Outgoing.class;
  }

  /** It keeps what waits itself, and a receiver that is paused takes nothing. */
  @Override
  public boolean waitsForHome() {
    return false;
  }

  /**
   * Whether there is room for {@code more} further messages of {@code sender} to {@code to}, which
   * are among {@code all} that its turn sends.
   */
  synchronized boolean hasRoom(Key sender, Key to, int more, int all) {
    ActorTable actors = table;
    long most =
        actors == null
            ? Long.MAX_VALUE
            : actors.tenants().limits(sender.tenant()).get(TenantLimit.OUTBOX, Long.MAX_VALUE);
    return counts.getOrDefault(new Way(sender, to), 0) + more <= entriesMax
        && waiting(sender.tenant()) + all <= most;
  }

  /** How many messages of a tenant's actors wait, those of turns in flight included. */
  synchronized long waiting(String tenant) {
    return ofTenants.getOrDefault(tenant, 0L);
  }

  /** How many messages wait, those of turns in flight included. */
  synchronized long waiting() {
    return counts.values().stream().mapToLong(Integer::longValue).sum();
  }

  /** Whether something is on its way, or will be at once: not what waits for a start. */
  synchronized boolean isDelivering() {
    return started && (!staged.isEmpty() || lanes.values().stream().anyMatch(OutboxLane::isMoving));
  }

  @Override
  public synchronized void staged(Key actor, long height, List<PlacedEffect<Outgoing>> effects) {
    List<Key> receivers = effects.stream().map(each -> each.effect().to()).toList();
    staged.computeIfAbsent(actor, _ -> new TreeMap<>()).put(height, receivers);
    receivers.forEach(to -> count(actor, to, 1));
  }

  @Override
  public synchronized void dropped(Key actor, long height) {
    NavigableMap<Long, List<Key>> own = staged.get(actor);
    if (own != null) {
      NavigableMap<Long, List<Key>> gone = own.tailMap(height, true);
      gone.values().forEach(receivers -> receivers.forEach(to -> count(actor, to, -1)));
      gone.clear();
      if (own.isEmpty()) {
        staged.remove(actor);
      }
    }
  }

  private void count(Key sender, Key receiver, int more) {
    counts.merge(new Way(sender, receiver), more, (a, b) -> a + b == 0 ? null : a + b);
    ofTenants.merge(sender.tenant(), (long) more, (a, b) -> a + b == 0 ? null : a + b);
  }

  @Override
  public void durable(long sequence, Block block, List<PlacedEffect<Outgoing>> effects) {
    reached(CrashPoint.MESSAGE_SENT);
    List<SentMessage> sent = new ArrayList<>(effects.size());
    for (PlacedEffect<Outgoing> each : effects) {
      EventData.Outbox call = (EventData.Outbox) block.event(each.index()).data();
      sent.add(
          SentMessage.of(
              sequence,
              block,
              call.callIndex(),
              each.effect(),
              sendLanes.of(block.key(), block.height())));
    }
    boolean delivers;
    Set<OutboxLane> changed = new LinkedHashSet<>(2);
    if (table == null) {
      sent.removeIf(this::isClosed); // of an earlier process
    }
    synchronized (this) {
      lastSequence = sequence;
      boolean counted = landed(block.key(), block.height());
      for (SentMessage message : sent) {
        if (!counted) {
          count(block.key(), message.to(), 1);
        }
        OutboxLane lane = lane(message);
        lane.add(message);
        changed.add(lane);
      }
      delivers = started;
    }
    if (delivers) {
      changed.forEach(this::handIn);
    }
  }

  /** A turn is in flight no longer; whether it was. */
  private boolean landed(Key actor, long height) {
    NavigableMap<Long, List<Key>> own = staged.get(actor);
    boolean known = own != null && own.remove(height) != null;
    if (own != null && own.isEmpty()) {
      staged.remove(actor);
    }
    return known;
  }

  private OutboxLane lane(SentMessage message) {
    OutboxLane.Name name =
        new OutboxLane.Name(message.messageId().sender(), message.to(), message.lane());
    return lanes.computeIfAbsent(
        name,
        _ -> {
          OutboxLane made = new OutboxLane(name);
          byReceiver.computeIfAbsent(name.receiver(), _ -> new LinkedHashSet<>(2)).add(made);
          return made;
        });
  }

  /** Whether the chains say that {@code message} is done with. */
  private boolean isClosed(SentMessage message) {
    Lane lane = message.lane();
    Block newest = taken.newest(message.to(), message.messageId().sender(), lane);
    DeliveryMarks.Mark at =
        newest == null
            ? null
            : DeliveryMarks.Mark.of(
                newest, new DeliveryMarks.Way(message.messageId().sender(), lane));
    return Deduplication.isClosed(at, message.messageId())
        || taken.isUndeliverable(message.messageId());
  }

  // Handing in.

  private void handIn(OutboxLane lane) {
    ActorTable actors = table;
    while (actors != null) {
      SentMessage next;
      synchronized (this) {
        next = started ? lane.next() : null;
        if (next == null) {
          tidy(lane);
          return;
        }
      }
      long wait = actors.tenants().takeMessage(next.to().tenant());
      if (wait > 0) {
        slow(actors, lane, next, wait);
        return;
      }
      boolean full = handIn(actors, lane, next) instanceof Delivery.Full;
      if (full) {
        actors.tenants().giveBackMessage(next.to().tenant());
      }
      boolean examine;
      synchronized (this) {
        boolean goesOn = lane.handedIn(next, full);
        examine = lane.rewound();
        if (!goesOn && !examine) {
          return;
        }
      }
      if (examine) {
        examine(actors, lane);
      }
    }
  }

  /** The tenant gets no more messages now: it goes on later. */
  private void slow(ActorTable actors, OutboxLane lane, SentMessage message, long wait) {
    boolean examine;
    synchronized (this) {
      boolean _ = lane.handedIn(message, true);
      examine = lane.rewound();
    }
    if (examine) {
      examine(actors, lane);
    } else {
      delay(actors, lane, wait);
    }
  }

  private Delivery handIn(ActorTable actors, OutboxLane lane, SentMessage message) {
    ActorTask.Take task = actors.task(message);
    task.answer().whenDone((answer, failure) -> answered(actors, lane, message, answer, failure));
    Delivery delivery = actors.deliverSent(message.to(), task);
    if (delivery instanceof Delivery.Accepted) {
      reached(CrashPoint.MESSAGE_HANDED_IN);
    }
    return delivery;
  }

  private void answered(
      ActorTable actors,
      OutboxLane lane,
      SentMessage message,
      @Nullable Answer answer,
      @Nullable RuntimeException failure) {
    boolean taken = failure == null && answer instanceof Answer.Completed;
    boolean closed =
        answer instanceof Answer.Completed done && Deduplication.closes(done.outcome());
    if (taken) {
      reached(closed ? CrashPoint.MESSAGE_CLOSED : CrashPoint.MESSAGE_FAILED);
    }
    boolean examine;
    synchronized (this) {
      if (closed) {
        closed(lane, lane.closed(message.messageId()));
      } else {
        lane.failed(message, taken);
      }
      examine = lane.rewound();
    }
    mark.closed(closed ? 1 : 0, actors.scheduler(), this::done);
    if (examine) {
      examine(actors, lane);
    }
    handIn(lane);
  }

  private void closed(OutboxLane lane, int count) {
    if (count > 0) {
      count(lane.name().sender(), lane.name().receiver(), -count);
    }
    tidy(lane);
  }

  /** Forgets {@code lane} if nothing is left of it. */
  private void tidy(OutboxLane lane) {
    if (lane.isEmpty() && lanes.remove(lane.name(), lane)) {
      byReceiver.computeIfPresent(
          lane.name().receiver(),
          (_, all) -> {
            all.remove(lane);
            return all.isEmpty() ? null : all;
          });
    }
  }

  /** The mailbox of {@code receiver} has room again. */
  void room(Key receiver) {
    resume(receiver, true);
  }

  /** What kept {@code receiver} from taking messages is over. */
  void wake(Key receiver) {
    resume(receiver, false);
  }

  private void resume(Key receiver, boolean room) {
    List<OutboxLane> resumed = new ArrayList<>(1);
    synchronized (this) {
      for (OutboxLane lane : byReceiver.getOrDefault(receiver, Set.of())) {
        if (room ? lane.room() : lane.resumes(OutboxLane.Pause.STOPPED)) {
          resumed.add(lane);
        }
      }
    }
    resumed.forEach(this::handIn);
  }

  /** Actors may act again that were paused: {@code key} alone, or all of the home. */
  void mayAct(@Nullable Key key) {
    List<OutboxLane> resumed = new ArrayList<>();
    synchronized (this) {
      for (OutboxLane lane : lanes.values()) {
        OutboxLane.Name name = lane.name();
        if ((key == null || key.equals(name.receiver()) || key.equals(name.sender()))
            && lane.resumes(OutboxLane.Pause.STOPPED)) {
          resumed.add(lane);
        }
      }
    }
    resumed.forEach(this::handIn);
  }

  /** A block is durable, and known to the directory. On the committer thread. */
  void heard(Block block) {
    if (block.has(EventKind.LIFECYCLE)) {
      wake(block.key());
    }
  }

  // What is not taken.

  /** Finds out why the first message of {@code lane} was not taken. */
  private void examine(ActorTable actors, OutboxLane lane) {
    Key receiver = lane.name().receiver();
    if (actors.writer().isClosing()) {
      return; // the next process goes on
    }
    try {
      if (actors.memory().damage(receiver) != null) {
        pause(lane, OutboxLane.Pause.STOPPED);
        return;
      }
      Registration registration = directory.get(receiver);
      String gone = gone(receiver, registration);
      Key sender = lane.name().sender();
      if (gone != null && actors.pauses().isHeld(sender)) {
        pause(lane, OutboxLane.Pause.STOPPED);
        if (!actors.pauses().isHeld(sender)) {
          mayAct(sender); // it was resumed just before
        }
      } else if (gone != null) {
        settle(actors, lane, gone);
      } else if (takes(actors, registration)) {
        delay(actors, lane);
      } else {
        pause(lane, OutboxLane.Pause.STOPPED);
        if (takes(actors, directory.get(receiver))) {
          wake(receiver); // it was started, or resumed, just before
        }
      }
    } catch (LogException e) {
      delay(actors, lane);
    }
  }

  private static boolean takes(ActorTable actors, @Nullable Registration registration) {
    return registration != null
        && registration.status() == Registration.Status.RUNNING
        && actors.pauses().mayAct(registration.key());
  }

  /** Why {@code receiver} never takes a message; null if it may. */
  private static @Nullable String gone(Key receiver, @Nullable Registration registration) {
    if (registration == null) {
      return "there is no actor " + receiver.text();
    }
    return registration.status() == Registration.Status.REMOVED
        ? "%s was %s".formatted(receiver.text(), registration.reason())
        : null;
  }

  private synchronized void pause(OutboxLane lane, OutboxLane.Pause why) {
    lane.pause(why);
  }

  /** Hands in again a little later. */
  private void delay(ActorTable actors, OutboxLane lane) {
    delay(actors, lane, 0);
  }

  private void delay(ActorTable actors, OutboxLane lane, long atLeast) {
    int times;
    synchronized (this) {
      lane.pause(OutboxLane.Pause.DELAYED);
      times = Math.min(lane.refusals() - 1, DELAY_DOUBLINGS);
    }
    actors.after(
        Math.max(atLeast, DELAY_NANOS << times),
        () -> {
          synchronized (this) {
            boolean _ = lane.resumes(OutboxLane.Pause.DELAYED);
          }
          handIn(lane);
        });
  }

  /** Has the chain of the sender close the oldest messages of {@code lane}, which nobody gets. */
  private void settle(ActorTable actors, OutboxLane lane, String reason) {
    List<SentMessage> oldest;
    reached(CrashPoint.MESSAGE_LOST);
    synchronized (this) {
      lane.pause(OutboxLane.Pause.SETTLING);
      oldest = lane.oldest(SETTLED_AT_A_TIME);
    }
    for (SentMessage each : oldest) {
      Event event = each.undeliverable(reason);
      Pending<Answer> answer = actors.pending();
      answer.whenDone((done, failure) -> settled(actors, lane, each, done, failure));
      actors.control(
          lane.name().sender(),
          new ActorTask.Settle((_, _) -> event, () -> channels.lost(each), answer));
    }
  }

  private void settled(
      ActorTable actors,
      OutboxLane lane,
      SentMessage message,
      @Nullable Answer answer,
      @Nullable RuntimeException failure) {
    boolean closed = answer instanceof Answer.Completed;
    if (closed) {
      reached(CrashPoint.MESSAGE_SETTLED);
    }
    boolean last;
    boolean failed;
    synchronized (this) {
      last = lane.settled(message, closed);
      failed = lane.isFailing();
      if (last && !failed) {
        boolean _ = lane.resumes(OutboxLane.Pause.SETTLING);
      }
      closed(lane, closed ? 1 : 0);
    }
    if (last && !failed) {
      handIn(lane);
    } else if (last && !actors.writer().isClosing()) {
      if (failure != null) {
        System.getLogger(Outbox.class.getPackageName())
            .log(
                System.Logger.Level.WARNING,
                "the chain of %s cannot tell that a message to %s was not delivered: %s"
                    .formatted(
                        lane.name().sender(), lane.name().receiver(), ErrorText.of(failure)));
      }
      delay(actors, lane);
    }
  }

  // Where to look from when the home is opened.

  @Override
  public EffectPosition mark() {
    return mark.read();
  }

  /** The last sequence up to which all that was sent is closed. */
  private synchronized long done() {
    long done = lastSequence;
    Collection<OutboxLane> all = lanes.values();
    for (OutboxLane lane : all) {
      SentMessage first = lane.first();
      if (first != null) {
        done = Math.min(done, first.sequence() - 1);
      }
    }
    return done;
  }

  /** Nothing is handed in any more. */
  void close() {
    synchronized (this) {
      started = false;
    }
    reached(CrashPoint.OUTBOX_MARK_DUE);
    mark.write(done());
    reached(CrashPoint.OUTBOX_MARK_WRITTEN);
  }
}
