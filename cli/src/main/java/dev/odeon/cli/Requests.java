package dev.odeon.cli;

import dev.odeon.base.Bytes;
import dev.odeon.base.Entropy;
import dev.odeon.base.Key;
import dev.odeon.runtime.Message;
import org.jspecify.annotations.Nullable;

/** Makes messages of what people give. */
final class Requests {
  private static final int ID_BYTES = 16;

  private Requests() {}

  /**
   * A message without a deadline.
   *
   * @param id the caller's, or null for a random one
   * @throws Failure if the id cannot be one
   */
  static Message of(Key to, @Nullable String id, Message.Kind kind, Bytes body) {
    String chosen = id != null ? id : Entropy.system().bytes(ID_BYTES).hex();
    try {
      return new Message(to, chosen, kind, body, null, null, null);
    } catch (IllegalArgumentException e) {
      throw Failure.usage("--id: " + e.getMessage());
    }
  }
}
