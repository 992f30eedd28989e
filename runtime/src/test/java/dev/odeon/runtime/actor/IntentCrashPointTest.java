package dev.odeon.runtime.actor;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process is killed at each named point of a request, and of a call to the outside. See {@link
 * KilledProcesses}.
 */
@Timeout(300)
class IntentCrashPointTest {
  @TempDir private Path folder;

  @Test
  void losesAndDoublesNothingThatWasIntended() throws Exception {
    new KilledProcesses(folder).killAtEach(KilledProcesses.INTENTS);
  }
}
