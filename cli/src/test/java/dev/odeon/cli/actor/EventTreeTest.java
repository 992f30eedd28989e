package dev.odeon.cli.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.base.Outcome;
import dev.odeon.chain.Block;
import dev.odeon.chain.BlockHeader;
import dev.odeon.chain.EncodedEvent;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventData.Lane;
import dev.odeon.chain.MessageId;
import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.Environment;
import dev.odeon.protocol.Events;
import dev.odeon.protocol.ProgressListener;
import dev.odeon.protocol.Request;
import dev.odeon.protocol.StreamRequest;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The tree of who caused what. */
class EventTreeTest {
  private static final String SEND = "theater:simple/message-server-client#handle-send";

  private final List<Events.Item> items = new ArrayList<>();

  /** Gives the items of the test. */
  private record Given(List<Events.Item> items) implements Backend {
    @Override
    public <R> R ask(Request<R> request, ProgressListener progress) {
      throw new UnsupportedOperationException();
    }

    @Override
    @SuppressWarnings("unchecked")
    public <I, R> R stream(
        StreamRequest<I, R> request, Consumer<? super I> consumer, ProgressListener progress) {
      items.forEach(item -> consumer.accept((I) item));
      return (R) new Events.Result(items.size(), null);
    }

    @Override
    public void close() {}
  }

  private void took(String actor, long height, MessageId id, @Nullable String causation) {
    took(actor, height, Outcome.RETURNED, message(id, causation));
  }

  private static Event message(MessageId id, @Nullable String causation) {
    return Event.of(
        SEND,
        new EventData.Message(
            id, Lane.NORMAL, 1, Bytes.utf8("hello"), "trip", causation, null, null, null));
  }

  private void took(String actor, long height, Outcome outcome, Event event) {
    Block block =
        Block.of(
            new BlockHeader(
                Key.actor(actor),
                height,
                height == 0 ? Hash.ZERO : Hash.of(Bytes.utf8("parent")),
                1_000_000L + 5 * items.size(),
                Hash.of(Bytes.utf8("module")),
                1,
                Bytes.ofHex("000102030405060708090a0b0c0d0e0f"),
                null,
                List.of(),
                outcome,
                null),
            List.of(event));
    items.add(
        new Events.Item(
            items.size() + ".0",
            actor,
            height,
            block.hash(),
            block.header().timeMillis(),
            outcome,
            null,
            List.of(0L),
            null,
            block.headerBytes(),
            block.encodedEvents().stream().map(EncodedEvent::bytes).toList(),
            false));
  }

  private List<String> printed() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream err = new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);
    Console console =
        new Console(
            InputStream.nullInputStream(), out, err, new Environment(Path.of("/home"), false));
    new EventTree(console, "trip").print(() -> new Given(items));
    return out.toString(StandardCharsets.UTF_8).lines().skip(1).toList();
  }

  private static MessageId sent(String actor, long height, long index) {
    return new MessageId.Sent(Key.actor(actor), height, index);
  }

  @Test
  void hangsEachMessageBelowTheTurnThatSentIt() {
    took("shop", 4, new MessageId.Outside("order-1"), null);
    took("stock", 7, sent("shop", 4, 0), null);
    took("other", 1, new MessageId.Outside("web-2"), "order-1");
    took("mail", 2, new Outcome.Trapped("unreachable", "f"), message(sent("stock", 7, 3), "x"));
    took(
        "stock",
        9,
        Outcome.RETURNED,
        Event.of(
            "dead-letter",
            new EventData.Settlement(
                sent("shop", 4, 1), Lane.NORMAL, SEND, Bytes.utf8("b"), "it failed", null)));
    assertThat(printed())
        .satisfiesExactly(
            line -> assertThat(line).matches(".*\\+0 ms +shop +4  send +returned .*id order-1"),
            line -> assertThat(line).matches(".*\\+5 ms +  stock +7  send +returned .*id shop/4/0"),
            line ->
                assertThat(line).matches(".*\\+15 ms +    mail +2  send +trapped.*id stock/7/3"),
            line -> assertThat(line).matches(".*\\+10 ms +  other +1  send .*id web-2"),
            line ->
                assertThat(line)
                    .matches(".*\\+20 ms +  stock +9  dead-letter .*id shop/4/1: it failed"));
  }

  @Test
  void printsWhatWasCausedByWhatIsNotKept() {
    took("a", 3, sent("gone", 8, 0), "long-ago");
    took("b", 1, new MessageId.Outside("m"), "elsewhere");
    took("b", 2, new MessageId.Outside("loop"), "loop");
    took("b", 3, new MessageId.Outside("first"), "second");
    took("b", 4, new MessageId.Outside("second"), "first");
    assertThat(printed())
        .satisfiesExactly(
            line -> assertThat(line).endsWith("caused by long-ago, which is not here"),
            line -> assertThat(line).endsWith("caused by elsewhere, which is not here"),
            line -> assertThat(line).contains("id loop"),
            line -> assertThat(line).contains("id first"),
            line -> assertThat(line).matches(".* ms +  b +4 .*id second"));
  }
}
