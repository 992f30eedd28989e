package dev.odeon.runtime.actor;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process is killed at each named point of a message that nobody takes. See {@link
 * KilledProcesses}.
 */
@Timeout(300)
class LostMessageCrashPointTest {
  @TempDir private Path folder;

  @Test
  void losesAndDoublesNoWordOfAMessageThatNobodyTakes() throws Exception {
    new KilledProcesses(folder).killAtEach(KilledProcesses.LOST_MESSAGES);
  }
}
