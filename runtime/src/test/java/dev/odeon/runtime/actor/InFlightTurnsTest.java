package dev.odeon.runtime.actor;

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
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.StreamTurn;
import dev.odeon.runtime.effect.BlockEffects;
import dev.odeon.runtime.turn.LoadedActor;
import dev.odeon.runtime.turn.PreparedBlock;
import dev.odeon.runtime.turn.Turn;
import dev.odeon.testkit.SimClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InFlightTurnsTest {
  private static final Key ACTOR = Key.actor("a");
  private static final Head BLOCK = new Head(ACTOR, 3, Hash.ZERO);

  private final SimClock clock = new SimClock();
  private final Deadlines deadlines = new Deadlines(clock, Threads.system());
  private final RequestWaiters waiters = new RequestWaiters(deadlines);
  private final InFlightTurns inFlight = new InFlightTurns(1, waiters);
  private final Pending<Answer> answer = new Pending<>(Threads.system());

  @AfterEach
  void close() {
    deadlines.close();
  }

  @Test
  void tellsWhoWaitsForAnOpenRequestThatItStopsAndTheRequestStaysOpen() {
    waiters.waitFor(take(answer, Duration.ofDays(1)), BLOCK, true);
    assertThat(answer.isDone()).isFalse();
    waiters.stop();
    assertThat(answer.await()).isEqualTo(new Answer.Stopping(BLOCK));
  }

  @Test
  void tellsAtOnceWhoWouldWaitAfterItWasStopped() {
    waiters.stop();
    waiters.waitFor(take(answer, Duration.ofDays(1)), BLOCK, true);
    assertThat(answer.isDone()).isTrue();
    assertThat(answer.await()).isEqualTo(new Answer.Stopping(BLOCK));
  }

  @Test
  void endsTheWaitForAnOpenRequestAtItsDeadlineAndNoOther() {
    Pending<Answer> other = new Pending<>(Threads.system());
    waiters.waitFor(take(other, Duration.ofDays(1)), BLOCK, true);
    waiters.waitFor(take(answer, Duration.ZERO), BLOCK, true);
    assertThat(answer.await()).isEqualTo(new Answer.Unanswered(BLOCK));
    assertThat(other.isDone()).isFalse();
  }

  @Test
  void forgetsWhoHadAnAnswerInAnotherWay() {
    Pending<Answer> other = new Pending<>(Threads.system());
    waiters.waitFor(take(answer, Duration.ofDays(1)), BLOCK, true);
    waiters.waitFor(take(other, Duration.ofDays(1)), BLOCK, true);
    answer.complete(new Answer.Refused("answered elsewhere"));
    assertThat(deadlines.count()).isEqualTo(1);
    waiters.stop();
    assertThat(other.await()).isEqualTo(new Answer.Stopping(BLOCK));
    assertThat(deadlines.count()).isZero();
  }

  @Test
  void tellsWhenNoTurnIsOnItsWayAndWhetherAllOfThemAreDurable() {
    assertThat(inFlight.quiet(Threads.system()).await()).isTrue();

    InFlightTurns.Entry first = add(0);
    InFlightTurns.Entry second = add(1);
    Pending<Boolean> sound = inFlight.quiet(Threads.system());
    inFlight.durable(first);
    assertThat(sound.isDone()).isFalse();
    inFlight.durable(second);
    assertThat(sound.await()).isTrue();

    InFlightTurns.Entry lost = add(2);
    Pending<Boolean> unsound = inFlight.quiet(Threads.system());
    inFlight.failed(lost, "the disk is full");
    assertThat(unsound.await()).isFalse();
    assertThat(inFlight.quiet(Threads.system()).await()).isFalse();
  }

  @Test
  void tellsWhatFollowsFromATurnOnceThatIsDurableAndNotIfItIsLost() {
    Answer.Declined declined = new Answer.Declined(new StreamTurn.Objection.WrongVersion(2));
    inFlight.answerWhenDurable(answer, declined);
    assertThat(answer.await()).isEqualTo(declined);

    InFlightTurns.Entry first = add(0);
    InFlightTurns.Entry second = add(1);
    Pending<Answer> follows = new Pending<>(Threads.system());
    inFlight.answerWhenDurable(follows, declined);
    inFlight.durable(first);
    assertThat(follows.isDone()).isFalse();
    inFlight.durable(second);
    assertThat(follows.await()).isEqualTo(declined);

    InFlightTurns.Entry lost = add(2);
    Pending<Answer> refused = new Pending<>(Threads.system());
    inFlight.answerWhenDurable(refused, declined);
    inFlight.failed(lost, "the disk is full");
    assertThat(refused.await()).isEqualTo(new Answer.Refused("the disk is full"));
  }

  @Test
  void takesNoTurnBehindOneThatMayFailAlone() {
    InFlightTurns many = new InFlightTurns(10, waiters);
    assertThat(many.next()).isEqualTo(InFlightTurns.Next.GO);
    InFlightTurns.Entry before = add(many, 0);
    assertThat(many.next()).isEqualTo(InFlightTurns.Next.GO);
    InFlightTurns.Entry alone = add(many, 1);
    many.markAlone();
    assertThat(many.next()).isEqualTo(InFlightTurns.Next.WAIT);
    assertThat(many.durable(before)).isFalse();
    assertThat(many.next()).isEqualTo(InFlightTurns.Next.WAIT);
    assertThat(many.failed(alone, "no", new Answer.Refused("no"))).isTrue();
    assertThat(many.next()).isEqualTo(InFlightTurns.Next.DROP);
    assertThat(many.next()).isEqualTo(InFlightTurns.Next.GO);
  }

  private ActorTask.Take take(Pending<Answer> waiting, Duration deadline) {
    return new ActorTask.Take(
        Message.request(ACTOR, "request", Bytes.utf8("please")),
        clock.nanos() + deadline.toNanos(),
        ActorTask.Take.NEVER,
        deadlines.at(0, () -> {}),
        waiting);
  }

  private InFlightTurns.Entry add(long height) {
    return add(inFlight, height);
  }

  private static InFlightTurns.Entry add(InFlightTurns turns, long height) {
    Event cause = Event.of("stopped", new EventData.Because("enough"));
    Turn turn = Turn.unrun(List.of(cause), null);
    Block block =
        Block.of(
            new BlockHeader(
                Key.actor("a"),
                height,
                Hash.ZERO,
                1_000,
                null,
                1,
                Bytes.wrap(new byte[BlockHeader.SEED_SIZE]),
                null,
                List.of(),
                Outcome.RETURNED,
                null),
            turn.events());
    return turns.add(
        new ActorTask.Step(new Pending<>(Threads.system())),
        new PreparedBlock(turn, block, BlockEffects.NONE, List.of(), LoadedActor.UNBORN));
  }
}
