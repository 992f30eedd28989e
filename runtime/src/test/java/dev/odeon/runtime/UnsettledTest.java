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
import java.util.List;
import org.junit.jupiter.api.Test;

class UnsettledTest {
  private static final Answer CLOSING = new Answer.NotTaken(Actors.CLOSED);

  private final Unsettled unsettled = new Unsettled(1);
  private final Pending<Answer> answer = new Pending<>(Threads.system());

  @Test
  void answersWhoWaitsForALaterBlockWhenItIsAbandoned() {
    unsettled.waitFor("request", answer, false);
    assertThat(answer.isDone()).isFalse();
    unsettled.abandon(CLOSING);
    assertThat(answer.await()).isEqualTo(CLOSING);
  }

  @Test
  void answersAtOnceWhoWouldWaitAfterItWasAbandoned() {
    unsettled.abandon(CLOSING);
    unsettled.waitFor("request", answer, true);
    assertThat(answer.isDone()).isTrue();
    assertThat(answer.await()).isEqualTo(CLOSING);
  }

  @Test
  void forgetsWhoWaitsNoLonger() {
    Pending<Answer> other = new Pending<>(Threads.system());
    unsettled.waitFor("request", answer, true);
    unsettled.waitFor("request", other, true);
    unsettled.waitNoLonger("request", answer);
    unsettled.abandon(CLOSING);
    assertThat(answer.isDone()).isFalse();
    assertThat(other.await()).isEqualTo(CLOSING);
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
