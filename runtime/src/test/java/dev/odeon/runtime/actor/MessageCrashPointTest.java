package dev.odeon.runtime.actor;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process is killed at each named point of a message between actors. See {@link KilledProcesses}.
 */
@Timeout(300)
class MessageCrashPointTest {
  @TempDir private Path folder;

  @Test
  void losesAndDoublesNothingOfAMessage() throws Exception {
    new KilledProcesses(folder).killAtEach(KilledProcesses.MESSAGES);
  }
}
