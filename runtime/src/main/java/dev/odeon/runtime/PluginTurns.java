package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.Clock;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Event;
import dev.odeon.engine.Limits;
import dev.odeon.host.Border;
import dev.odeon.host.PluginResult;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs of plug-ins as turns of their actors. */
final class PluginTurns {
  private PluginTurns() {}

  /** What a run comes to that is cancelled or out of time before it began; null if it is not. */
  static @Nullable PluginResult late(Clock clock, PluginRun run) {
    if (run.cancellation().cancelled()) {
      return nothing(new Outcome.Cancelled());
    }
    return run.deadlineNanos() - clock.nanos() <= 0 ? outOfTime() : null;
  }

  /** What a run comes to whose deadline passed before it began. */
  static PluginResult outOfTime() {
    return nothing(new Outcome.Exhausted(Outcome.Limit.TIME));
  }

  private static PluginResult nothing(Outcome outcome) {
    return new PluginResult(outcome, -1, Bytes.empty(), Bytes.empty(), 0);
  }

  /** Runs the plug-in {@code actor} on {@code now}: the block that the turn ends as. */
  static NextBlock taken(Node node, Actor actor, Live now, PluginRun run) {
    Key key = actor.key();
    Guest guest = now.guest();
    if (!now.runs() || guest == null || !(guest.code() instanceof PluginCode code)) {
      throw new NotTakenException(key + " is not loaded: 'odeon list' shows what is");
    }
    Moment moment = node.moment();
    Event cause = PluginCode.cause(run.input(), run.limits().memoryBytesMax());
    PluginCode.Ran ran =
        code.ran(
            new TurnCode.Occasion(
                key,
                cause,
                now.state(),
                moment,
                Border.live(
                    new LiveTurn(node, guest, actor, now.height(), moment, null, null), false),
                limits(node.clock(), run),
                run.cancellation()));
    run.result(ran.result());
    return NextBlock.of(key, now, now.registration(), guest, ran.turn(), moment, List.of());
  }

  /** The limits of a run that begins now: of the time, what is left of it. */
  private static Limits limits(Clock clock, PluginRun run) {
    long left = run.deadlineNanos() - clock.nanos();
    return run.limits().withTime(Duration.ofNanos(Math.max(1, left))).withFuel(run.limits().fuel());
  }
}
