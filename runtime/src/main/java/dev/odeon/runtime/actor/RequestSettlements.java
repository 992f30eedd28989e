package dev.odeon.runtime.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Pending;
import dev.odeon.chain.Block;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventMetadata;
import dev.odeon.chain.Head;
import dev.odeon.chain.MessageId;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.ActorException.Reason;
import dev.odeon.runtime.Answer;
import dev.odeon.runtime.Directory;
import dev.odeon.runtime.OpenRequestReport;
import dev.odeon.runtime.Registration;
import dev.odeon.runtime.index.Dedup;
import dev.odeon.runtime.index.OpenRequest;
import dev.odeon.runtime.index.OpenRequestIndex;
import dev.odeon.runtime.turn.BlockClock;
import dev.odeon.runtime.turn.RequestEnd;
import dev.odeon.runtime.turn.RequestReplies;
import dev.odeon.runtime.turn.TurnRunner;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Lists the requests that actors left open, and ends them without a guest: answered from outside,
 * or expired. Each end is a block of the actor; the first in its chain counts. Any thread.
 */
public final class RequestSettlements {
  /** What the metadata of an answer from outside calls who gave it. */
  static final String PRINCIPAL = "principal";

  /** The last time that has a year of four digits. */
  private static final long MILLIS_MAX = 253_402_300_799_999L;

  private static final int ID_SHOWN = 1_024;

  private final ActorTable table;
  private final Directory directory;
  private final OpenRequestIndex requests;
  private final Dedup taken;
  private final LongFunction<Block> blocks;
  private final BlockClock clock;

  /** Of the actors of {@code table}. */
  RequestSettlements(ActorTable table, Directory directory) {
    this.table = table;
    this.directory = directory;
    this.requests = table.requests().durable();
    this.taken = table.deduplication().requests();
    this.blocks = requests.blocks();
    this.clock = table.runner().clock();
  }

  /**
   * The requests that the actor {@code key} took and left open, the oldest first, as durable blocks
   * say.
   *
   * @throws ActorException if there is no such actor
   */
  public List<OpenRequestReport> list(Key key) {
    Registration _ = directory.existing(key);
    return requests.list(key).stream().map(this::report).toList();
  }

  private OpenRequestReport report(OpenRequest request) {
    Block block = blocks.apply(request.sequence());
    Event cause = block.event(0);
    EventData.Message message = (EventData.Message) cause.data();
    EventMetadata metadata = message.metadata();
    String by =
        message.id() instanceof MessageId.Sent(Key sender, _, _)
            ? sender.text()
            : metadata == null ? null : metadata.get(PRINCIPAL);
    return new OpenRequestReport(
        request.id(),
        block.head(),
        request.askedMillis(),
        by,
        requests.deadlineMillis(request),
        cause.name(),
        message.body().size());
  }

  /** {@link #reply(Key, String, Bytes, String)} by the program that embeds the actors. */
  public Head reply(Key key, String request, Bytes body) {
    return reply(key, request, body, "embedder");
  }

  /**
   * Answers a request that the actor {@code key} left open, in its place: whoever waits gets {@code
   * body}. No guest runs, so a stopped actor need not be started. Blocks until that is durable.
   *
   * @param request its id, as {@link #list} has it
   * @param principal who answers, for the chain
   * @return the block that says so
   * @throws ActorException if it is not open: its reason says whether it is unknown, {@link
   *     ActorException.Reason#ALREADY_ANSWERED}, {@link ActorException.Reason#EXPIRED} or {@link
   *     ActorException.Reason#WITHDRAWN}; if the body is over {@link Settings#messageBytes}; if the
   *     actor is removed or damaged
   */
  public Head reply(Key key, String id, Bytes body, String principal) {
    Registration registration = directory.existing(key);
    table.memory().refuseDamaged(key);
    if (id.length() > ID_SHOWN || !id.codePoints().allMatch(RequestSettlements::isPlain)) {
      throw new ActorException(
          Reason.NOT_FOUND, "no open request of %s has such an id".formatted(key));
    }
    long most = table.settings().messageBytes();
    if (body.size() > most) {
      throw new ActorException(
          Reason.TOO_LARGE,
          String.format(
              Locale.ROOT,
              "the answer to the request %s of %s has %,d bytes, %,d are allowed: send less",
              id,
              key,
              body.size(),
              most));
    }
    if (registration.status() == Registration.Status.REMOVED) {
      throw new ActorException(
          Reason.CONFLICT,
          "%s was %s: its requests are answered no more, they expire"
              .formatted(key, registration.reason()));
    }
    table.wake();
    EventMetadata metadata = EventMetadata.of(Map.of(PRINCIPAL, principal));
    Pending<Answer> answer = table.pending();
    table.submit(
        key,
        new ActorTask.Settle(
            (owner, _) -> {
              OpenRequest request = open(owner, id, answer);
              if (request == null) {
                return null;
              }
              if (requests.deadlineMillis(request) <= clock.nowMillis()) {
                answer.fail(expired(key, id));
                return null;
              }
              return settlement("answered", request, body, null, metadata);
            },
            answer));
    return switch (answer.await()) {
      case Answer.Completed done -> done.block();
      case Answer.Refused(String reason) ->
          throw new ActorException(
              Reason.RETRY,
              "the answer to the request %s of %s is not recorded: %s; give it again"
                  .formatted(id, key, reason));
      default -> throw TurnWriter.closed();
    };
  }

  /**
   * Closes a request whose deadline passed, if it is still open; never blocks.
   *
   * @throws ActorException if its actor is paused
   */
  Pending<Answer> expire(OpenRequest due) {
    if (!table.pauses().mayAct(due.actor())) {
      throw new ActorException(Reason.PAUSED, due.actor() + " is paused: its requests wait");
    }
    Pending<Answer> answer = table.pending();
    String reason =
        "nobody answered it until "
            + Instant.ofEpochMilli(Math.min(requests.deadlineMillis(due), MILLIS_MAX));
    table.submit(
        due.actor(),
        new ActorTask.Settle(
            (owner, _) -> {
              OpenRequest request = open(owner, due.id(), answer);
              return request == null || request.sequence() != due.sequence()
                  ? none(answer)
                  : settlement("expired", request, null, reason, null);
            },
            answer));
    return answer;
  }

  private static @Nullable Event none(Pending<Answer> answer) {
    boolean _ = answer.complete(new Answer.Refused("it is not open any more"));
    return null;
  }

  /**
   * The request {@code id} of {@code owner}, once no turn in flight can end it; null if it is not
   * open, and then {@code answer} has why. On the thread that runs the actor.
   */
  private @Nullable OpenRequest open(TurnRunner.Owner owner, String id, Pending<Answer> answer) {
    if (!owner.awaitDurable()) {
      answer.complete(new Answer.Refused("a turn before it could not be recorded"));
      return null;
    }
    OpenRequest request = requests.get(owner.key(), id);
    if (request == null) {
      answer.fail(notOpen(owner.key(), id));
    }
    return request;
  }

  private Event settlement(
      String name,
      OpenRequest request,
      @Nullable Bytes body,
      @Nullable String reason,
      @Nullable EventMetadata metadata) {
    Event cause = blocks.apply(request.sequence()).event(0);
    EventData.Message message = (EventData.Message) cause.data();
    MessageId id = Objects.requireNonNull(message.id());
    return Event.of(
        name, new EventData.Settlement(id, message.lane(), cause.name(), body, reason, metadata));
  }

  /** Why the request {@code id} of {@code key} cannot be answered, from what blocks say. */
  private ActorException notOpen(Key key, String id) {
    Block closed = requests.closed(key, id);
    Block first = closed == null ? taken.find(key, id) : closed;
    RequestEnd end = first == null ? null : RequestReplies.of(table.runner().codec(), first, id);
    if (first == null || end == null) {
      return new ActorException(
          Reason.NOT_FOUND,
          "there is no open request %s of %s: see which there are".formatted(id, key));
    }
    return switch (end) {
      case RequestEnd.Answered _ ->
          new ActorException(
              Reason.ALREADY_ANSWERED,
              String.format(
                  Locale.ROOT,
                  "the request %s of %s was answered already, in block %,d%s",
                  id,
                  key,
                  first.height(),
                  by(first)));
      case RequestEnd.Withdrawn _ ->
          new ActorException(
              Reason.WITHDRAWN,
              String.format(
                  Locale.ROOT,
                  "the request %s was cancelled by the actor %s, in block %,d",
                  id,
                  key,
                  first.height()));
      case RequestEnd.Expired _ -> expired(key, id);
    };
  }

  private static String by(Block block) {
    EventMetadata metadata =
        block.event(0).data() instanceof EventData.Settlement settlement
            ? settlement.metadata()
            : null;
    String principal = metadata == null ? null : metadata.get(PRINCIPAL);
    return principal == null ? "" : " by " + principal;
  }

  private static ActorException expired(Key key, String id) {
    return new ActorException(
        Reason.EXPIRED,
        "the request %s of %s has expired: nobody waits for its answer".formatted(id, key));
  }

  private static boolean isPlain(int point) {
    return !Character.isISOControl(point) && (point < 0xD800 || point > 0xDFFF);
  }
}
