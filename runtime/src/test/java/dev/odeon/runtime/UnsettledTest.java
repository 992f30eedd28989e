package dev.odeon.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.base.Pending;
import dev.odeon.base.Threads;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockHeader;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.Head;
import dev.odeon.testkit.SimClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UnsettledTest {
  private static final Key ACTOR = Key.actor("a");
  private static final Head BLOCK = new Head(ACTOR, 3, Hash.ZERO);

  private final SimClock clock = new SimClock();
  private final Deadlines deadlines = Deadlines.start(clock, Threads.system());
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final Unsettled unsettled = new Unsettled(1, deadlines, stopping::get);
  private final Pending<Answer> answer = new Pending<>(Threads.system());

  @AfterEach
  void close() {
    deadlines.close();
  }

  @Test
  void tellsWhoWaitsForAnOpenRequestThatItStopsAndTheRequestStaysOpen() {
    unsettled.waitFor(take(answer, Duration.ofDays(1)), BLOCK);
    assertThat(answer.isDone()).isFalse();
    unsettled.stop();
    assertThat(answer.await()).isEqualTo(new Answer.Stopping(BLOCK));
  }

  @Test
  void tellsAtOnceWhoWouldWaitAfterItWasStopped() {
    stopping.set(true);
    unsettled.stop();
    unsettled.waitFor(take(answer, Duration.ofDays(1)), BLOCK);
    assertThat(answer.isDone()).isTrue();
    assertThat(answer.await()).isEqualTo(new Answer.Stopping(BLOCK));
  }

  @Test
  void endsTheWaitForAnOpenRequestAtItsDeadlineAndNoOther() {
    Pending<Answer> other = new Pending<>(Threads.system());
    unsettled.waitFor(take(other, Duration.ofDays(1)), BLOCK);
    unsettled.waitFor(take(answer, Duration.ZERO), BLOCK);
    assertThat(answer.await()).isEqualTo(new Answer.Expired(BLOCK));
    assertThat(other.isDone()).isFalse();
  }

  @Test
  void forgetsWhoHadAnAnswerInAnotherWay() {
    Pending<Answer> other = new Pending<>(Threads.system());
    unsettled.waitFor(take(answer, Duration.ofDays(1)), BLOCK);
    unsettled.waitFor(take(other, Duration.ofDays(1)), BLOCK);
    answer.complete(new Answer.NotTaken("answered elsewhere"));
    assertThat(deadlines.count()).isEqualTo(1);
    unsettled.stop();
    assertThat(other.await()).isEqualTo(new Answer.Stopping(BLOCK));
    assertThat(deadlines.count()).isZero();
  }

  @Test
  void tellsWhenNoTurnIsOnItsWayAndWhetherAllOfThemAreDurable() {
    assertThat(unsettled.quiet(Threads.system()).await()).isTrue();

    Unsettled.Entry first = add(0);
    Unsettled.Entry second = add(1);
    Pending<Boolean> sound = unsettled.quiet(Threads.system());
    unsettled.durable(first);
    assertThat(sound.isDone()).isFalse();
    unsettled.durable(second);
    assertThat(sound.await()).isTrue();

    Unsettled.Entry lost = add(2);
    Pending<Boolean> unsound = unsettled.quiet(Threads.system());
    unsettled.failed(lost, "the disk is full");
    assertThat(unsound.await()).isFalse();
    assertThat(unsettled.quiet(Threads.system()).await()).isFalse();
  }

  private Order.Take take(Pending<Answer> waiting, Duration deadline) {
    return new Order.Take(
        Message.request(ACTOR, "request", Bytes.utf8("please")),
        clock.nanos() + deadline.toNanos(),
        Order.Take.NEVER,
        deadlines.at(0, () -> {}),
        waiting);
  }

  private Unsettled.Entry add(long height) {
    Event cause = Event.of("stopped", new EventData.Because("enough"));
    Turn turn = new Turn(Outcome.RETURNED, List.of(cause), null, null, null);
    Block block =
        Block.of(
            new BlockHeader(
                Key.actor("a"),
                height,
                Hash.ZERO,
                1_000,
                null,
                0,
                Bytes.wrap(new byte[BlockHeader.SEED_SIZE]),
                null,
                List.of(),
                Outcome.RETURNED,
                null),
            turn.events());
    return unsettled.add(new Order.Step(new Pending<>(Threads.system())), block, turn);
  }
}
