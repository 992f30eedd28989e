package dev.odeon.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Key;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageTest {
  private static final Key TO = Key.actor("a");
  private static final String HALF = "\uD83D";

  @Test
  void takesAnIdOfUnicodeTextAlone() {
    assertThat(Message.send(TO, "\uD83D\uDE00", Bytes.empty()).id()).hasSize(2);
    for (String id : List.of(HALF, "", "a\u0001b", "x".repeat(257))) {
      assertThatThrownBy(() -> Message.send(TO, id, Bytes.empty()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("message id");
    }
  }

  @Test
  void leavesTheNamesOfMessagesFromActorsToThem() {
    for (String id : List.of("a/3/0", "binary/b/0/12", "a%20b/1/1")) {
      assertThatThrownBy(() -> Message.request(TO, id, Bytes.empty()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "the message id '%s' reads like that of a message from an actor: choose one that does not end in /NUMBER/NUMBER",
              id);
    }
    for (String id : List.of("a/3", "3/0", "a/03/0", "a/+3/0", "a b/1/1", "a/3/x", "A/b/3/0")) {
      assertThat(Message.request(TO, id, Bytes.empty()).id()).isEqualTo(id);
    }
    String letter = "letter/" + "1".repeat(32) + "/7";
    assertThat(Message.request(TO, letter, Bytes.empty()).id()).isEqualTo(letter);
  }

  @Test
  void takesNamesOfUnicodeTextAlone() {
    assertThatThrownBy(
            () -> new Message(TO, "1", Message.Kind.SEND, Bytes.empty(), null, HALF, null))
        .hasMessageContaining("correlation is not Unicode text");
    assertThatThrownBy(
            () -> new Message(TO, "1", Message.Kind.SEND, Bytes.empty(), null, null, HALF))
        .hasMessageContaining("causation is not Unicode text");
  }
}
