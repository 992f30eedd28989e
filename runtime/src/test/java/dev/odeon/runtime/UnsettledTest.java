package dev.odeon.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Pending;
import dev.odeon.base.Threads;
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
}
