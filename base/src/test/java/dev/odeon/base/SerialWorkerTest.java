package dev.odeon.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SerialWorkerTest {
  private static final int COUNT = 1000;

  @Test
  void doesOneThingAfterAnother() {
    List<Integer> done = new ArrayList<>();
    try (SerialWorker worker = new SerialWorker("worker", Threads.system(), 3)) {
      for (int i = 0; i < COUNT; i++) {
        int number = i;
        var _ = worker.submit(() -> done.add(number));
      }
      worker.finish();
    }
    assertThat(done).hasSize(COUNT).isSorted();
  }

  @Test
  void doesNothingAfterAFailureAndTellsIt() {
    List<Integer> done = new ArrayList<>();
    try (SerialWorker worker = new SerialWorker("worker", Threads.system(), 3)) {
      var _ = worker.submit(() -> done.add(1));
      var failed =
          worker.submit(() -> {
            throw new IllegalArgumentException("no");
          });
      var after = worker.submit(() -> done.add(2));

      assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(failed::await);
      assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(after::await);
      assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(worker::finish);
    }
    assertThat(done).containsExactly(1);
  }

  @Test
  void tellsAnErrorInsteadOfLettingItsOwnerWait() {
    try (SerialWorker worker = new SerialWorker("worker", Threads.system(), 3)) {
      var failed =
          worker.submit(() -> {
            throw new StackOverflowError("deep");
          });

      assertThatIllegalStateException().isThrownBy(failed::await);
    }
  }

  /** A stream of any length passes through one worker. */
  @Test
  void holdsNothingOfWhatItHasDone() {
    try (SerialWorker worker = new SerialWorker("worker", Threads.system(), 3)) {
      WeakReference<byte[]> first = submit(worker);
      for (int i = 0; i < COUNT; i++) {
        var _ = submit(worker);
      }
      worker.finish();
      for (int tries = 0; tries < 100 && first.get() != null; tries++) {
        System.gc();
      }
      assertThat(first.get()).isNull();
    }
  }

  private static WeakReference<byte[]> submit(SerialWorker worker) {
    byte[] block = new byte[1000];
    var _ = worker.submit(() -> block[0]++);
    return new WeakReference<>(block);
  }
}
