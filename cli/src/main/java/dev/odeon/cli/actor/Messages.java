package dev.odeon.cli.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.Entropy;
import dev.odeon.base.Key;
import dev.odeon.base.Priority;
import dev.odeon.base.VisibleText;
import dev.odeon.cli.Failure;
import dev.odeon.protocol.OutgoingMessage;
import dev.odeon.runtime.Message;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Makes messages of what people give. */
final class Messages {
  private static final int ID_BYTES = 16;

  private Messages() {}

  /** Priorities by their names. */
  static final class Priorities implements ITypeConverter<Priority> {
    @Override
    public Priority convert(String text) {
      try {
        return Priority.of(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(
            "'%s' is no priority: it %s".formatted(VisibleText.line(text), e.getMessage()));
      }
    }
  }

  /**
   * A message.
   *
   * @param id the option --id; null for a random one
   * @param deadline the option --deadline; null for the default
   * @param priority the option --priority
   * @param correlation the option --correlation; null for none
   * @throws Failure if the id or the correlation cannot be one
   */
  static OutgoingMessage of(
      Key to,
      Bytes body,
      @Nullable String id,
      @Nullable Duration deadline,
      Priority priority,
      @Nullable String correlation) {
    try {
      String checked = id == null ? "any" : id;
      Message _ = new Message(to, checked, Message.Kind.SEND, body, deadline, null, null);
    } catch (IllegalArgumentException e) {
      throw Failure.usage("--id: " + e.getMessage());
    }
    if (correlation != null && correlation.isEmpty()) {
      throw Failure.usage("--correlation is empty: leave it out, or name the undertaking");
    }
    // Who is interrupted asks again by it.
    String known = id == null ? Entropy.system().bytes(ID_BYTES).hex() : id;
    return new OutgoingMessage(
        to.text(),
        body,
        known,
        correlation,
        deadline == null ? null : deadline.toMillis(),
        priority);
  }
}
