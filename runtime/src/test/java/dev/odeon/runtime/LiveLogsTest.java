package dev.odeon.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Key;
import dev.odeon.base.Threads;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Log lines that no chain records, for who watches. */
@Timeout(60)
class LiveLogsTest {
  private static final Key A = Key.actor("a");

  private final LiveLogs logs = new LiveLogs(Threads.system());

  private void say(Key actor, String text) {
    logs.said(actor, 3, 5, text);
  }

  private static List<String> texts(LiveLogs.Watch watch) {
    return watch.take().stream().map(LiveLogs.Line::text).toList();
  }

  @Test
  void givesWhoWatchesTheLinesOfThatActorFromThenOn() {
    say(A, "before");
    try (LiveLogs.Watch first = logs.watch(A, () -> {})) {
      say(A, "one");
      say(Key.actor("b"), "of another");
      say(new Key("other", "actor", "a"), "of another tenant");
      try (LiveLogs.Watch second = logs.watch(A, () -> {})) {
        say(A, "two");
        assertThat(texts(second)).containsExactly("two");
      }
      assertThat(first.take())
          .containsExactly(new LiveLogs.Line(3, 5, "one", 0), new LiveLogs.Line(3, 5, "two", 0));
      assertThat(first.take()).isEmpty();
    }
  }

  @Test
  void wakesWhoFoundNothing() throws InterruptedException {
    Semaphore woken = new Semaphore(0);
    try (LiveLogs.Watch watch = logs.watch(A, woken::release)) {
      say(A, "one");
      woken.acquire();
      say(A, "two");
      assertThat(texts(watch)).containsExactly("one", "two");
      assertThat(texts(watch)).isEmpty();
      say(A, "three");
      woken.acquire();
      assertThat(texts(watch)).containsExactly("three");
      assertThat(woken.availablePermits()).isZero();
    }
  }

  @Test
  void countsTheLinesThatASlowReaderMissed() {
    try (LiveLogs.Watch quick = logs.watch(A, () -> {});
        LiveLogs.Watch slow = logs.watch(A, () -> {})) {
      for (int i = 0; i < 3_000; i++) {
        say(A, "line " + i);
        assertThat(texts(quick)).containsExactly("line " + i);
      }
      List<LiveLogs.Line> left = slow.take();
      assertThat(left).hasSize(1_024);
      assertThat(left.getFirst()).isEqualTo(new LiveLogs.Line(3, 5, "line 1976", 1_976));
      assertThat(left.getLast()).isEqualTo(new LiveLogs.Line(3, 5, "line 2999", 0));
      say(A, "more");
      assertThat(slow.take()).containsExactly(new LiveLogs.Line(3, 5, "more", 0));
    }
  }

  @Test
  void keepsNoMoreThanItsCharacters() {
    try (LiveLogs.Watch watch = logs.watch(A, () -> {})) {
      say(A, "first");
      say(A, "x".repeat(1 << 20));
      assertThat(watch.take()).isEmpty();
      say(A, "last");
      assertThat(watch.take()).containsExactly(new LiveLogs.Line(3, 5, "last", 2));
    }
  }
}
