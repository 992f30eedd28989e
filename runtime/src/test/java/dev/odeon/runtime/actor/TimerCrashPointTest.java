package dev.odeon.runtime.actor;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process is killed at each named point of a timer. See {@link KilledProcesses}. */
@Timeout(300)
class TimerCrashPointTest {
  @TempDir private Path folder;

  @Test
  void losesAndDoublesNoTimer() throws Exception {
    new KilledProcesses(folder).killAtEach(KilledProcesses.TIMERS);
  }
}
