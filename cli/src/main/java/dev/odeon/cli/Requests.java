package dev.odeon.cli;

import dev.odeon.base.Bytes;
import dev.odeon.base.Entropy;
import dev.odeon.base.Key;
import dev.odeon.runtime.Message;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Makes messages of what people give. */
final class Requests {
  private static final int ID_BYTES = 16;

  private Requests() {}

  /**
   * A message.
   *
   * @param id the caller's, or null for a random one
   * @param deadlineMillis the option --deadline; null for the default
   * @throws Failure if the id or the deadline cannot be one
   */
  static Message of(
      Key to, @Nullable String id, Message.Kind kind, Bytes body, @Nullable Long deadlineMillis) {
    if (deadlineMillis != null && deadlineMillis < 0) {
      throw Failure.usage("--deadline is 0 or more milliseconds, not " + deadlineMillis);
    }
    Duration deadline = deadlineMillis == null ? null : Duration.ofMillis(deadlineMillis);
    String chosen = id != null ? id : Entropy.system().bytes(ID_BYTES).hex();
    try {
      return new Message(to, chosen, kind, body, deadline, null, null);
    } catch (IllegalArgumentException e) {
      throw Failure.usage("--id: " + e.getMessage());
    }
  }
}
