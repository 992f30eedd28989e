package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Priority;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.MessageId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What somebody outside sends to an actor.
 *
 * @param to the actor
 * @param id the caller's name for it, 1 to 256 bytes of UTF-8 without control characters, and not
 *     {@code sender/height/index}, as actors call messages between them: sent again under the same
 *     id, it takes effect once
 * @param kind whether an answer is asked for
 * @param body what it says
 * @param deadline how long it may wait for its turn, and a request that the guest leaves open for
 *     its answer: then that is closed; null for {@link Settings#requestAge} and {@link
 *     Settings#openRequestAge}. A turn that has begun is not ended by it.
 * @param priority how urgent it is: which lane of the mailbox it waits in
 * @param correlation a name that travels along with what this message causes, or null
 * @param causation the id of what caused this message, or null
 */
public record Message(
    Key to,
    String id,
    Kind kind,
    Bytes body,
    @Nullable Duration deadline,
    Priority priority,
    @Nullable String correlation,
    @Nullable String causation)
    implements TurnRequest {

  /** The most bytes an id may have. */
  public static final int ID_BYTES_MAX = 256;

  /**
   * Whether an answer is asked for. The functions are those of {@code
   * theater:simple/message-server-client}.
   */
  public enum Kind {
    /** One way: {@code handle-send}. */
    SEND("theater:simple/message-server-client#handle-send"),
    /** With an answer: {@code handle-request}. */
    REQUEST("theater:simple/message-server-client#handle-request");

    private final String function;

    Kind(String function) {
      this.function = function;
    }

    /** The guest's export that takes it. */
    public String function() {
      return function;
    }
  }

  /**
   * Checks the id and the names.
   *
   * @throws IllegalArgumentException if the id is empty, too long, or has control characters, reads
   *     like that of a message between actors, or one of them is no Unicode text
   */
  public Message {
    checkId("message id", id);
    if (MessageId.Sent.parse(to.tenant(), id) != null) {
      throw new IllegalArgumentException(
          "the message id '%s' reads like that of a message from an actor: choose one that does not end in /NUMBER/NUMBER"
              .formatted(id));
    }
    checkText("correlation", correlation);
    checkText("causation", causation);
    Objects.requireNonNull(body);
  }

  /** One of normal priority. */
  public Message(
      Key to,
      String id,
      Kind kind,
      Bytes body,
      @Nullable Duration deadline,
      @Nullable String correlation,
      @Nullable String causation) {
    this(to, id, kind, body, deadline, Priority.NORMAL, correlation, causation);
  }

  /** The same of another priority. */
  public Message withPriority(Priority other) {
    return new Message(to, id, kind, body, deadline, other, correlation, causation);
  }

  /**
   * Checks a name under which a request takes effect once.
   *
   * @param what it is called in the message of the exception
   * @throws IllegalArgumentException if it is empty, too long, has control characters, or is no
   *     Unicode text
   */
  public static void checkId(String what, String id) {
    int size = id.getBytes(StandardCharsets.UTF_8).length;
    if (size < 1 || size > ID_BYTES_MAX) {
      throw new IllegalArgumentException(
          "the %s has 1 to %d bytes of UTF-8, this one has %d".formatted(what, ID_BYTES_MAX, size));
    }
    if (id.codePoints().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          "the %s has no control characters, this one has".formatted(what));
    }
    checkText(what, id);
  }

  /**
   * Checks a text that is recorded.
   *
   * @param what it is called in the message of the exception
   * @throws IllegalArgumentException if it is no Unicode text
   */
  public static void checkText(String what, @Nullable String text) {
    if (text != null && text.codePoints().anyMatch(point -> point >= 0xD800 && point <= 0xDFFF)) {
      throw new IllegalArgumentException(
          "the %s is not Unicode text: it has half of a surrogate pair".formatted(what));
    }
  }

  @Override
  public String export() {
    return kind.function();
  }

  @Override
  public EventData.Lane lane() {
    return EventData.Lane.of(priority);
  }

  @Override
  public boolean mayJoin() {
    return kind == Kind.SEND;
  }

  @Override
  public Event cause(long attempt, @Nullable Long deadlineMillis) {
    return Event.of(
        export(),
        new EventData.Message(
            messageId(),
            lane(),
            attempt,
            body,
            correlation,
            causation,
            deadlineMillis,
            null,
            null));
  }

  /** A one-way message without a deadline. */
  public static Message send(Key to, String id, Bytes body) {
    return new Message(to, id, Kind.SEND, body, null, null, null);
  }

  /** A request without a deadline. */
  public static Message request(Key to, String id, Bytes body) {
    return new Message(to, id, Kind.REQUEST, body, null, null, null);
  }
}
