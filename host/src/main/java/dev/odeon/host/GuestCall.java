package dev.odeon.host;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.engine.GuestRun;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call of a guest, as the function of the capability sees it: the arguments, what the actor was
 * granted, and of the turn only what is the same when the turn runs again. Used by the thread of
 * the turn alone.
 *
 * @param <G> what a grant of the capability is
 */
public final class GuestCall<G> {
  private final TurnContext turn;
  private final CallLog log;
  private final G grant;
  private final CallPhase phase;
  private final List<Object> args;
  private final HostReply.@Nullable Stored recorded;

  GuestCall(
      TurnContext turn,
      CallLog log,
      G grant,
      CallPhase phase,
      List<Object> args,
      HostReply.@Nullable Stored recorded) {
    this.turn = turn;
    this.log = log;
    this.grant = grant;
    this.phase = phase;
    this.args = args;
    this.recorded = recorded;
  }

  /** What the actor was granted. */
  public G grant() {
    return grant;
  }

  /** Why the function is called. */
  public CallPhase phase() {
    return phase;
  }

  /** The arguments, as the function's type has them. */
  public List<Object> args() {
    return args;
  }

  /** The argument at {@code index}, 0-based. */
  public Object arg(int index) {
    return args.get(index);
  }

  /** The argument at {@code index}, which is a text. */
  public String text(int index) {
    return (String) args.get(index);
  }

  /** The argument at {@code index}, which is an integer. */
  public long number(int index) {
    return (Long) args.get(index);
  }

  /** The argument at {@code index}, which is a list of bytes. */
  public Bytes bytes(int index) {
    return (Bytes) args.get(index);
  }

  /** The actor that called. */
  public Key self() {
    return turn.self();
  }

  /** The height of the block that the turn will become. */
  public long height() {
    return turn.height();
  }

  /** The block's time in milliseconds since 1970 UTC: the only clock a guest sees. */
  public long timeMillis() {
    return turn.timeMillis();
  }

  /**
   * The turn's randomness, which its seed determines.
   *
   * @throws IllegalStateException in an immediate function, which is not called again with every
   *     run
   */
  public RandomStream random() {
    if (phase == CallPhase.OUTSIDE || phase == CallPhase.AGAIN) {
      throw new IllegalStateException("an immediate function draws none of the turn's randomness");
    }
    return turn.random();
  }

  /** The number of the call in its turn, 0-based. */
  public int index() {
    return log.call();
  }

  /**
   * The run of the guest that called: how long a function that blocks may wait, and when it must
   * end. What it tells is the machine's, and differs when the turn runs again.
   */
  public GuestRun run() {
    return log.run();
  }

  /** What the turn called before this, from the record {@code from} on, 0-based. */
  public List<HostCallRecord> earlier(int from) {
    return log.since(from);
  }

  /** The most bytes that the answer may take. */
  public long outputBytesMax() {
    return recorded == null ? turn.outputBytesMax() : recorded.size();
  }

  /**
   * The durable height at which the answer was read from stored bytes when it was first given:
   * where it must be read again. Empty where it is first given now.
   */
  public OptionalLong recordedHeight() {
    Long height = recorded == null ? null : recorded.height();
    return height == null ? OptionalLong.empty() : OptionalLong.of(height);
  }

  /**
   * What the turn offers of the home: see {@link TurnContext#service}.
   *
   * @throws IllegalArgumentException if there is no such service
   */
  public <T> T service(Class<T> type) {
    return turn.service(type);
  }

  /** What the capability keeps for the calls of one turn: made when it is first asked for. */
  public <T> T perTurn(Class<T> type, Supplier<T> make) {
    return log.perTurn(type, make);
  }
}
