package dev.odeon.cli.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.cli.Failure;
import dev.odeon.protocol.OutgoingMessage;
import dev.odeon.runtime.Message;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Makes messages of what people give. */
final class Messages {
  private Messages() {}

  /**
   * A message.
   *
   * @param id the option --id; null for a random one
   * @param deadlineMillis the option --deadline; null for the default
   * @throws Failure if the id or the deadline cannot be one
   */
  static OutgoingMessage of(
      Key to, Bytes body, @Nullable String id, @Nullable Long deadlineMillis) {
    if (deadlineMillis != null && deadlineMillis < 0) {
      throw Failure.usage("--deadline is 0 or more milliseconds, not " + deadlineMillis);
    }
    Duration deadline = deadlineMillis == null ? null : Duration.ofMillis(deadlineMillis);
    try {
      String checked = id == null ? "any" : id;
      Message _ = new Message(to, checked, Message.Kind.SEND, body, deadline, null, null);
    } catch (IllegalArgumentException e) {
      throw Failure.usage("--id: " + e.getMessage());
    }
    return new OutgoingMessage(to.text(), body, id, null, deadlineMillis);
  }
}
