package dev.odeon.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.MalformedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncodedEventTest {
  @Test
  void tellsWhatTheDecodedEventTells() {
    Samples.events()
        .values()
        .forEach(event -> {
          EncodedEvent encoded = new EncodedEvent(event.encoded());
          assertThat(encoded.kind()).isEqualTo(event.kind());
          assertThat(encoded.name()).isEqualTo(event.name());
          assertThat(encoded.hash()).isEqualTo(event.hash());
          assertThat(encoded.decode()).isEqualTo(event);
          for (EventKind kind : EventKind.values()) {
            assertThat(encoded.is(kind)).isEqualTo(kind == event.kind());
          }
        });
  }

  @Test
  void comparesTheBeginningOfItsName() {
    EncodedEvent event =
        new EncodedEvent(Event.of("paid in full", new EventData.Reply(Bytes.empty())).encoded());
    for (String prefix : new String[] {"", "p", "paid in ful", "paid in full"}) {
      assertThat(event.nameStartsWith(Bytes.utf8(prefix))).isTrue();
    }
    for (String other : new String[] {"x", "paid in full!", "aid"}) {
      assertThat(event.nameStartsWith(Bytes.utf8(other))).isFalse();
    }
  }

  /** Nothing, another array, no such kind, a kind written longer, no name, a name that is cut. */
  @ParameterizedTest
  @ValueSource(strings = {"", "83", "820460", "830060", "8318630460", "83180460", "8304", "830463"})
  void refusesWhatIsNone(String hex) {
    EncodedEvent event = new EncodedEvent(Bytes.ofHex(hex));
    assertThatThrownBy(event::name).isInstanceOf(MalformedException.class);
    assertThatThrownBy(event::decode).isInstanceOf(MalformedException.class);
    assertThat(event.nameStartsWith(Bytes.empty())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "83", "820460", "830060", "8318630460", "83180460"})
  void isOfNoKindIfItDoesNotBeginLikeAnEvent(String hex) {
    EncodedEvent event = new EncodedEvent(Bytes.ofHex(hex));
    assertThatThrownBy(event::kind).isInstanceOf(MalformedException.class);
    for (EventKind kind : EventKind.values()) {
      assertThat(event.is(kind)).isFalse();
    }
  }
}
