package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.chain.Block;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.component.WitFunction;
import dev.odeon.host.Capabilities;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The answers to requests, as blocks tell them: as the turn's own reply, or by a later call of
 * {@code respond-to-request}.
 */
final class Replies {
  /** The function that answers an earlier request. */
  static final String RESPOND = "theater:simple/message-server-host#respond-to-request";

  private static final WitFunction RESPOND_TYPE =
      Objects.requireNonNull(
              new Capabilities().function("message-server-host", "respond-to-request"))
          .type();

  private Replies() {}

  /**
   * An answer that was given by a call.
   *
   * @param requestId the request it answers
   * @param payload the answer
   */
  record Response(String requestId, Bytes payload) {}

  /**
   * What {@code block} answers to the request {@code id}: its own reply if it took that request, or
   * a response; null if nothing.
   */
  static @Nullable Bytes of(Block block, String id) {
    List<Event> events = block.events();
    for (Response response : responses(events)) {
      if (response.requestId.equals(id)) {
        return response.payload;
      }
    }
    boolean itsOwn =
        events.getFirst().data() instanceof EventData.Message message
            && Calls.requestId(message.id()).equals(id);
    return itsOwn && events.getLast().data() instanceof EventData.Reply(Bytes payload)
        ? payload
        : null;
  }

  /** The responses among {@code events}. */
  static List<Response> responses(List<Event> events) {
    List<Response> responses = new ArrayList<>(0);
    for (Event event : events) {
      if (event.data() instanceof EventData.Outbox(_, Bytes args, _)
          && event.name().equals(RESPOND)) {
        List<Object> params = RESPOND_TYPE.decodeParams(args);
        responses.add(new Response((String) params.getFirst(), (Bytes) params.getLast()));
      }
    }
    return responses;
  }
}
