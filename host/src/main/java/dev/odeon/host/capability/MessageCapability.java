package dev.odeon.host.capability;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import dev.odeon.base.Priority;
import dev.odeon.component.Interface;
import dev.odeon.component.PackagedInterface;
import dev.odeon.component.ResultValue;
import dev.odeon.component.WitFunction;
import dev.odeon.host.Capability;
import dev.odeon.host.CapabilityFunction.Decision;
import dev.odeon.host.CapabilityFunction.Found;
import dev.odeon.host.CapabilityFunction.Source;
import dev.odeon.host.GuestCall;
import dev.odeon.host.capability.MessageCapability.RequestEffect;
import dev.odeon.host.capability.MessageCapability.Response;
import dev.odeon.host.capability.MessageCapability.Withdrawal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code message-server-host}: sends messages to other actors, asks them, and answers, cancels and
 * lists requests that were left open. A manifest narrows it to {@code targets}.
 */
public final class MessageCapability {
  private MessageCapability() {}

  /** The effect of a call that ends a request. */
  public sealed interface RequestEffect {
    /** The request. */
    String requestId();
  }

  /**
   * The effect of {@code respond-to-request}: whoever waits for the request gets its answer.
   *
   * @param requestId the request
   * @param payload the answer
   */
  public record Response(String requestId, Bytes payload) implements RequestEffect {}

  /**
   * The effect of {@code cancel-request}: whoever waits for the request gets none.
   *
   * @param requestId the request
   */
  public record Withdrawal(String requestId) implements RequestEffect {}

  /**
   * The effect of {@code send} and {@code send-with}: the actor gets a one-way message.
   *
   * @param to the actor
   * @param body what it says
   * @param options what else the sender said
   */
  public record Send(Key to, Bytes body, Options options) implements Outgoing {
    /** One whose sender said no more. */
    public Send(Key to, Bytes body) {
      this(to, body, Options.NONE);
    }

    /**
     * What a sender may say.
     *
     * @param priority how urgent it is; null for what the manifest says
     * @param deadlineMillis how long it may wait for its turn, in milliseconds; null for ever
     * @param correlation a name that travels along; null for that of what caused it
     */
    public record Options(
        @Nullable Priority priority, @Nullable Long deadlineMillis, @Nullable String correlation) {
      /** Nothing. */
      public static final Options NONE = new Options(null, null, null);
    }
  }

  /** What goes to another actor once the block is durable, in order. */
  public sealed interface Outgoing {
    /** Who gets it. */
    Key to();

    /** What it says. */
    Bytes body();
  }

  /**
   * The effect of {@code send-on-channel}: the other end gets a message.
   *
   * @param channel the channel
   * @param to the other end
   * @param body what it says
   */
  public record ChannelMessage(ChannelId channel, Key to, Bytes body) implements Outgoing {}

  /**
   * The effect of {@code close-channel}: the other end is told.
   *
   * @param channel the channel
   * @param to the other end; the actor itself if the other end is gone
   */
  public record ChannelClose(ChannelId channel, Key to) implements Outgoing {
    @Override
    public Bytes body() {
      return Bytes.empty();
    }
  }

  static final String OPEN_CHANNEL = "open-channel";
  static final String CLOSE_CHANNEL = "close-channel";
  private static final String PREFIX = "theater:simple/message-server-host#";

  /** The whole name of the function that opens channels. */
  public static final String OPEN_CHANNEL_NAME = PREFIX + OPEN_CHANNEL;

  /** The whole name of the function that closes channels. */
  public static final String CLOSE_CHANNEL_NAME = PREFIX + CLOSE_CHANNEL;

  /** Made when it is first needed. */
  private static final class Types {
    private static final Interface ALL =
        PackagedInterface.parse(OwnCapabilities.wit("message-server-host")).type();
    private static final WitFunction OPEN = ALL.function(OPEN_CHANNEL);
    private static final WitFunction CLOSE = ALL.function(CLOSE_CHANNEL);
  }

  /** The id of the channel that a call was answered, as {@code reply} has it; null if none was. */
  public static @Nullable String opened(Bytes reply) {
    return Types.OPEN.decodeResult(reply) instanceof ResultValue.Ok(Object id) ? (String) id : null;
  }

  /** The id of the channel that a call with these arguments closes. */
  public static String closed(Bytes args) {
    return (String) Types.CLOSE.decodeParams(args).getFirst();
  }

  /** The arguments of a call that closes {@code channel}. */
  public static Bytes closing(ChannelId channel) {
    return Types.CLOSE.encodeParams(List.of(channel.text()));
  }

  /**
   * What a call that closes a channel is answered.
   *
   * @param lost whether the other end is gone, and it is the actor itself that is told
   */
  public static Bytes closeReply(boolean lost) {
    return Types.CLOSE.encodeResult(
        lost ? ResultValue.err(CallErrors.NO_SUCH_ACTOR) : ResultValue.OK);
  }

  /** Whether a close with this answer is told to the other end, and not to the actor itself. */
  public static boolean isLost(Bytes reply) {
    return Types.CLOSE.decodeResult(reply) instanceof ResultValue.Err;
  }

  static Capability<Targets> capability() {
    Capability<Targets> none =
        Capability.of(OwnCapabilities.wit("message-server-host"), Targets.GRANTS);
    return ChannelMessages.in(ImmediateMessages.in(OneWayMessages.in(none), Targets::cover))
        .deferred(
            "respond-to-request",
            Source.TURN,
            MessageCapability::end,
            Response.class,
            (_, args, _) -> new Response((String) args.getFirst(), (Bytes) args.getLast()))
        .deferred(
            "cancel-request",
            Source.TURN,
            MessageCapability::end,
            Withdrawal.class,
            (_, args, _) -> new Withdrawal((String) args.getFirst()))
        .read(
            "list-outstanding-requests",
            Source.TURN,
            call ->
                Found.value(List.<Object>copyOf(call.service(RequestClaims.class).unclaimed())));
  }

  private static Decision end(GuestCall<Targets> call) {
    String id = call.text(0);
    return claims(call, id)
        ? new Decision(true, ResultValue.OK)
        : new Decision(false, ResultValue.err("no request " + id + " waits for an answer"));
  }

  private static boolean claims(GuestCall<Targets> call, String id) {
    return switch (call.phase()) {
      case DECIDE -> call.service(RequestClaims.class).claim(id);
      case REPEAT -> {
        // Whoever waited may be answered already: it was claimed then.
        boolean _ = call.service(RequestClaims.class).claim(id);
        yield true;
      }
      case REFUSE -> false;
      case READ, OUTSIDE, AGAIN -> throw new IllegalStateException("ending a request is deferred");
    };
  }
}
