package dev.odeon.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.MessageId;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventFieldsTest {
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
                  5L)),
          Event.of(
              "g",
              new EventData.Call(
                  EventData.CallClass.READ,
                  Bytes.utf8("args"),
                  new EventData.CallReply.Stored(Key.actor("b"), 3L, HASH, 9))),
          Event.of("opened", new EventData.Domain(Bytes.utf8("{}"))),
          Event.state(Bytes.utf8("small")),
          Event.state(null),
          Event.of("f", new EventData.Reply(Bytes.utf8("yes"))),
          Event.of("h", new EventData.Outbox(1, Bytes.empty(), Bytes.empty())),
          Event.of("set", new EventData.Timer(4, 0, 99L)),
          Event.spawned(new EventData.Spawned(HASH, HASH, null, null)),
          Event.upgraded(new EventData.Upgraded(HASH, HASH)),
          Event.of("stopped", new EventData.Because("done")),
          Event.of("exited", new EventData.Child(Key.actor("kid"), 7, null)),
          Event.note("a line"));

  @Test
  void saysEverythingInJson() {
    assertThat(EventFields.of(ONE_OF_EACH.getFirst()).json())
        .isEqualTo(
            "{\"kind\":\"message\",\"name\":\"f\",\"id\":\"a\",\"lane\":\"high\",\"attempt\":2,"
                + "\"body_base64\":\"/w==\",\"correlation\":\"c\",\"causation\":null,"
                + "\"deadline_ms\":5}");
    assertThat(EventFields.of(ONE_OF_EACH.get(1)).json())
        .contains("\"class\":\"read\"", "\"reply_source\":\"b\"", "\"reply_length\":9");
    assertThat(EventFields.of(ONE_OF_EACH.get(3)).json())
        .contains("\"length\":5", "\"bytes\":\"small\"");
    assertThat(EventFields.of(ONE_OF_EACH.get(4)).json()).contains("\"hash\":null", "\"length\":0");
  }

  @Test
  void beginsWithTheKind() {
    assertThat(ONE_OF_EACH)
        .allSatisfy(event ->
            assertThat(EventFields.of(event).json())
                .startsWith("{\"kind\":\"" + event.kind() + "\""));
  }
}
