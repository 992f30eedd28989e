package dev.odeon.cli.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventMetadata;
import dev.odeon.chain.MessageId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventTextTest {
  private static final Hash HASH = Hash.of(Bytes.utf8("x"));

  private static final List<Event> ONE_OF_EACH =
      List.of(
          Event.of(
              "f",
              new EventData.Message(
                  new MessageId.Outside("a"),
                  EventData.Lane.HIGH,
                  2,
                  Bytes.ofHex("ff"),
                  "c",
                  null,
                  5L,
                  new EventData.TurnLimits(100L, null),
                  EventMetadata.of(Map.of("principal", "ann")))),
          Event.of(
              "g",
              new EventData.Call(
                  EventData.CallClass.READ,
                  Bytes.utf8("args"),
                  new EventData.CallReply.Stored(Key.actor("b"), 3L, HASH, 9))),
          Event.of("opened", new EventData.Domain(Bytes.utf8("{}"), List.of("order:7"), null)),
          Event.state(Bytes.utf8("small")),
          Event.state(null),
          Event.of("f", new EventData.Reply(Bytes.utf8("yes"))),
          Event.of("h", new EventData.Outbox(1, Bytes.empty(), Bytes.empty())),
          Event.of("set", new EventData.Timer("daily", 4, 0, 99L, Bytes.utf8("go"))),
          Event.spawned(
              new EventData.Spawned(
                  HASH, HASH, null, null, new EventData.Origin(Key.actor("b"), 3, HASH))),
          Event.upgraded(new EventData.Upgraded(HASH, HASH)),
          Event.of("reverted", new EventData.Reverted(2, HASH)),
          Event.of(
              "answered",
              new EventData.Settlement(
                  new MessageId.Outside("a"),
                  EventData.Lane.NORMAL,
                  null,
                  Bytes.utf8("yes"),
                  null,
                  EventMetadata.of(Map.of("principal", "ann")))),
          Event.of("stopped", new EventData.Because("done")),
          Event.of("exited", new EventData.Child(Key.actor("kid"), 7, null)),
          Event.note("a line"));

  @Test
  void saysWhoAnsweredARequestAndWhyOneExpired() {
    Event expired =
        Event.of(
            "expired",
            new EventData.Settlement(
                new MessageId.Outside("a"), EventData.Lane.NORMAL, null, null, "too late", null));
    assertThat(ONE_OF_EACH.stream().map(EventText::brief)).contains("yes  id a by ann");
    assertThat(EventText.brief(expired)).isEqualTo("id a: too late");
  }

  @Test
  void saysEachEventOnOneLine() {
    assertThat(ONE_OF_EACH)
        .allSatisfy(event -> {
          assertThat(EventText.brief(event)).isNotBlank().doesNotContain("\n");
        });
    assertThat(EventText.brief(ONE_OF_EACH.getFirst())).contains("0xff", "id a", "attempt 2");
  }
}
