package dev.odeon.cli.theater;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.cli.Failure;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkersTest {
  private static final List<Integer> ITEMS = IntStream.range(0, 100).boxed().toList();

  @Test
  void workOnEachItem() {
    Set<Integer> done = ConcurrentHashMap.newKeySet();
    Workers.each(ITEMS, done::add);
    assertThat(done).hasSize(100);
  }

  @Test
  void throwWhatTheWorkThrew() {
    assertThatThrownBy(() -> Workers.each(ITEMS, WorkersTest::refuseTheTenth))
        .isInstanceOf(Failure.class)
        .hasMessage("refused");
  }

  @Test
  void throwTheErrorThatEndedTheWork() {
    assertThatThrownBy(() -> Workers.each(ITEMS, WorkersTest::haveNoMemoryForTheTenth))
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessage("no room");
  }

  private static void refuseTheTenth(int item) {
    if (item == 10) {
      throw Failure.failed("refused");
    }
  }

  private static void haveNoMemoryForTheTenth(int item) {
    if (item == 10) {
      throw new OutOfMemoryError("no room");
    }
  }
}
