package dev.odeon.runtime.actor;

import dev.odeon.base.Key;
import dev.odeon.base.Pending;
import dev.odeon.base.Priority;
import dev.odeon.chain.Block;
import dev.odeon.chain.Chains;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventMetadata;
import dev.odeon.chain.MessageId;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.DeadLetter;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.index.DeliveryIndex;
import dev.odeon.runtime.index.LetterIndex;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters of actors, for people: each is open until it is delivered again, and its turn
 * returns or is rejected, or until it is dropped.
 */
public final class Letters {
  private final ActorTable table;
  private final Chains chains;
  private final LetterIndex index;

  Letters(ActorTable table, Chains chains, LetterIndex index) {
    this.table = table;
    this.chains = chains;
    this.index = index;
  }

  /** The open letters of {@code actor}, the oldest first. */
  public List<DeadLetter> open(Key actor) {
    return index.open(actor).stream()
        .map(number -> letter(actor, number))
        .filter(Objects::nonNull)
        .toList();
  }

  /**
   * The open letter {@code number} of {@code actor}.
   *
   * @throws ActorException if there is none
   */
  public DeadLetter get(Key actor, long number) {
    DeadLetter letter = index.open(actor).contains(number) ? letter(actor, number) : null;
    if (letter == null) {
      throw new ActorException(
          ActorException.Reason.NOT_FOUND,
          "%s has no open dead letter %d".formatted(actor.text(), number));
    }
    return letter;
  }

  private @Nullable DeadLetter letter(Key actor, long number) {
    Block block = chains.blockAt(number).orElse(null);
    return block != null
            && block.key().equals(actor)
            && block.event(0).name().equals(DeliveryIndex.DEAD_LETTER)
            && block.event(0).data() instanceof EventData.Settlement said
            && said.id() instanceof MessageId.Sent id
            && said.export() != null
            && said.body() != null
        ? new DeadLetter(
            number,
            actor,
            id,
            said.lane(),
            block.height(),
            block.header().timeMillis(),
            said.export(),
            said.body(),
            said.reason() == null ? "" : said.reason())
        : null;
  }

  /**
   * The message that delivers {@code letter} again. However often it is sent, it takes effect once.
   *
   * @throws ActorException if it is of a kind that cannot be sent from outside
   */
  public Message again(DeadLetter letter) {
    for (Message.Kind kind : Message.Kind.values()) {
      if (kind.function().equals(letter.export())) {
        return new Message(
            letter.to(),
            index.idOf(letter.number()),
            kind,
            letter.body(),
            null,
            Priority.NORMAL,
            null,
            letter.id().toString());
      }
    }
    throw new ActorException(
        ActorException.Reason.CONFLICT,
        "a letter for %s cannot be delivered again: drop it".formatted(letter.export()));
  }

  /**
   * Drops an open letter: that is recorded in the chain of its actor, which may be stopped. Blocks
   * until it is durable.
   *
   * @param reason why, for the chain
   * @throws ActorException if there is no such letter
   */
  public Answer drop(Key actor, long number, String reason) {
    DeadLetter letter = get(actor, number);
    Event event =
        Event.of(
            LetterIndex.DROPPED,
            new EventData.Settlement(
                letter.id(),
                letter.lane(),
                letter.export(),
                null,
                "dropped: " + reason,
                EventMetadata.of(Map.of(LetterIndex.NUMBER, Long.toString(number)))));
    Pending<Answer> answer = table.pending();
    table.submit(actor, new ActorTask.Settle((_, _) -> event, answer));
    return answer.await();
  }
}
