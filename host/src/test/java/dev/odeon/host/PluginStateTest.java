package dev.odeon.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.MalformedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PluginStateTest {
  @Test
  void writesOneMapInTheOrderOfTheEncodedKeys() {
    PluginState state = PluginState.of(null);
    state.set(Bytes.utf8("b"), Bytes.utf8("2"));
    state.set(Bytes.utf8("aa"), Bytes.empty());
    state.set(Bytes.utf8("a"), Bytes.utf8("1"));

    Bytes encoded = state.encoded();

    // a3 map of 3; 41 61 -> 41 31; 41 62 -> 41 32; 42 6161 -> 40
    assertThat(encoded).isEqualTo(Bytes.ofHex("a341614131416241324261" + "6140"));
    assertThat(encoded.size()).isLessThanOrEqualTo((int) state.bytesMax());
    assertThat(PluginState.of(encoded).encoded()).isSameAs(encoded);
  }

  @Test
  void staysNoneUntilSomethingIsSet() {
    assertThat(PluginState.of(null).encoded()).isNull();
  }

  @Test
  void staysTheSameBytesWhenAValueIsSetToWhatItWas() {
    Bytes encoded = Bytes.ofHex("a141614131");
    PluginState state = PluginState.of(encoded);

    state.set(Bytes.utf8("a"), Bytes.utf8("1"));

    assertThat(state.encoded()).isSameAs(encoded);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a2416141314161" + "4132",
        "a241624131416141" + "32",
        "a14161",
        "80",
        "a141614131" + "00"
      })
  void refusesWhatIsNotOneMapInOrder(String hex) {
    assertThatThrownBy(() -> PluginState.of(Bytes.ofHex(hex)))
        .isInstanceOf(MalformedException.class);
  }
}
