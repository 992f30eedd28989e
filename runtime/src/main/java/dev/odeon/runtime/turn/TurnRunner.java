package dev.odeon.runtime.turn;

import dev.odeon.base.Entropy;
import dev.odeon.base.Key;
import dev.odeon.chain.BlockHeader;
import dev.odeon.chain.Chains;
import dev.odeon.chain.Content;
import dev.odeon.chain.Event;
import dev.odeon.chain.Intent;
import dev.odeon.host.HostCallBoundary;
import dev.odeon.host.IntentLog;
import dev.odeon.host.TurnContext;
import dev.odeon.runtime.LiveLogs;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.Registration;
import dev.odeon.runtime.effect.EffectCodec;
import dev.odeon.runtime.timer.TimerIndex;
import dev.odeon.runtime.timer.TimerLimits;
import dev.odeon.runtime.timer.TimerView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a turn begins with into the block that it ends as. Nothing is appended here. Any
 * thread.
 */
public final class TurnRunner {
  private final Chains chains;
  private final Storage storage;
  private final EffectCodec codec;
  private final TimerIndex timers;
  private final TimerLimits timerLimits;
  private final BlockClock clock;
  private final Entropy entropy;
  private final List<?> services;

  /**
   * Runs turns of the actors of {@code chains}.
   *
   * @param timers their timers
   * @param timerLimits how many guests may set
   * @param services what capabilities may use of the home in turns that run now, the same for all
   *     of them
   */
  public TurnRunner(
      Chains chains,
      Storage storage,
      EffectCodec codec,
      TimerIndex timers,
      TimerLimits timerLimits,
      BlockClock clock,
      Entropy entropy,
      List<?> services) {
    this.chains = chains;
    this.storage = storage;
    this.codec = codec;
    this.timers = timers;
    this.timerLimits = timerLimits;
    this.clock = clock;
    this.entropy = entropy;
    this.services = List.copyOf(services);
  }

  /** What is asked of the actor whose turn it is, by the thread that runs it. */
  public interface Owner {
    /** The actor. */
    Key key();

    /**
     * Whether the request {@code id} was taken and has no answer yet, for a turn whose block is of
     * {@code millis}.
     */
    boolean isOpen(String id, long millis);

    /** All requests of which that is so, the oldest first. */
    List<String> openRequests(long millis);

    /**
     * Whether the outbox has room for {@code more} further messages to {@code to}, which are among
     * {@code all} that the turn sends.
     */
    boolean hasRoom(Key to, int more, int all);

    /** The most bytes that a message may have. */
    long messageBytesMax();

    /** Waits until no turn is in flight; false if what is in memory never became durable. */
    boolean awaitDurable();
  }

  /** A turn that ran, and what its code has to say beside it. */
  public record Ran(PreparedBlock next, @Nullable Object result) {}

  private TimeAndSeed moment() {
    return new TimeAndSeed(clock.nextMillis(), entropy.bytes(BlockHeader.SEED_SIZE));
  }

  /** Runs a turn that begins now. */
  public Ran live(Owner owner, LoadedActor before, TurnStart start) {
    Guest guest = start.guest();
    TimeAndSeed moment = moment();
    Intent.First first =
        new Intent.First(
            guest.module(),
            guest.code().compiled().metering().version(),
            moment.timeMillis(),
            moment.seed(),
            start.causes());
    IntentLog intents = Intents.of(chains, owner, before.height(), first, start.contents());
    LiveTurn context = context(owner, guest, before.height(), moment, start);
    Turn turn =
        guest
            .code()
            .run(
                new TurnCode.TurnInput(
                    owner.key(),
                    start.causes(),
                    start.state(),
                    moment,
                    HostCallBoundary.live(context, guest.recordsLog(), intents),
                    start.limits(),
                    start.cancellation()))
            .completed(guest, before.height(), moment);
    return new Ran(
        PreparedBlock.of(
            codec,
            owner.key(),
            before,
            start.registration(),
            guest,
            turn,
            moment,
            start.contents()),
        turn.result());
  }

  private LiveTurn context(
      Owner owner, Guest guest, long height, TimeAndSeed moment, TurnStart start) {
    return turn(owner, guest, height, moment, start.cause());
  }

  private LiveTurn turn(Owner owner, Guest guest, long height, TimeAndSeed moment, Event cause) {
    boolean takes = guest.code().takes(Message.Kind.SEND.function());
    return new LiveTurn(
        chains,
        storage,
        services,
        guest,
        owner,
        height,
        moment,
        new TimerView(timers, owner.key(), guest.timers(), takes, timerLimits),
        cause);
  }

  /** The turn of {@code owner} that an intent began with, as it goes on now. */
  TurnContext resumed(Owner owner, Guest guest, long height, Intent.First first) {
    TimeAndSeed moment = new TimeAndSeed(first.timeMillis(), first.seed());
    return turn(owner, guest, height, moment, first.cause());
  }

  /** The log of further intents of a turn that was interrupted. */
  IntentLog moreIntents(Owner owner, long height, Intent.First first) {
    return Intents.more(chains, owner, height, first);
  }

  /**
   * A turn that runs no guest.
   *
   * @param registration what is known of the actor as a whole before it
   * @param guest what runs from now on; null for none
   * @param contents what its events name by hash
   */
  public PreparedBlock unrun(
      Key key,
      LoadedActor before,
      @Nullable Registration registration,
      @Nullable Guest guest,
      Turn turn,
      List<Content> contents) {
    return PreparedBlock.of(codec, key, before, registration, guest, turn, moment(), contents);
  }

  /** The log lines that are not recorded. */
  public LiveLogs liveLogs() {
    return services.stream()
        .filter(LiveLogs.class::isInstance)
        .map(LiveLogs.class::cast)
        .findFirst()
        .orElseThrow();
  }

  /** The times of the turns. */
  public BlockClock clock() {
    return clock;
  }

  /** What decodes the effects of blocks. */
  public EffectCodec codec() {
    return codec;
  }
}
