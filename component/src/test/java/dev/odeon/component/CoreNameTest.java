package dev.odeon.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CoreNameTest {
  @ParameterizedTest
  @CsvSource({
    "theater:simple/runtime,              theater:simple, runtime,   ,      ",
    "theater:simple/runtime@0.1.2,        theater:simple, runtime,   0.1.2, ",
    "theater:simple/actor#init,           theater:simple, actor,     ,      init",
    "theater:simple/actor@0.1.1#init,     theater:simple, actor,     0.1.1, init",
    "wasi:io/streams@0.2.0-rc-2023-10-18, wasi:io,        streams,   0.2.0-rc-2023-10-18, ",
    "aggregate#[method]entity.apply,      ,               aggregate, ,      [method]entity.apply",
  })
  void readsAndWritesItsParts(
      String text, String packageName, String interfaceName, String version, String function) {
    CoreName name = CoreName.parse(text);
    assertThat(name).isEqualTo(new CoreName(packageName, interfaceName, version, function));
    assertThat(name).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "cabi_realloc",
        "theater:simple/",
        "theater:simple/actor@1#init",
        "a/b",
        "a#b#c",
        "a:b/c@",
        "theater:simple/../actor",
        "[export]aggregate"
      })
  void refusesOtherNames(String text) {
    assertThat(CoreName.matches(text)).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CoreName.parse(text))
        .withMessageContaining(text + " is not a name");
  }

  @ParameterizedTest
  @CsvSource({
    "a:b/c,            a:b/c@0.1.2,      true",
    "a:b/c@0.1.1,      a:b/c@0.1.2,      true",
    "a:b/c@0.1.1#f,    a:b/c@0.1.2#f,    true",
    "a:b/c@0.1.1+x,    a:b/c@0.1.2,      true",
    "a:b/c@1.2.0,      a:b/c@1.9.3,      true",
    "a:b/c@0.1.1,      a:b/c@0.2.1,      false",
    "a:b/c@1.0.0,      a:b/c@2.0.0,      false",
    "a:b/c@0.0.1,      a:b/c@0.0.2,      false",
    "a:b/c@0.1.0-rc1,  a:b/c@0.1.0,      false",
    "a:b/c@0.1.1#f,    a:b/c@0.1.1#g,    false",
    "a:b/c#f,          a:b/c,            false",
    "a:b/c,            a:b/d,            false",
    "a:b/c,            a:x/c,            false",
  })
  void takesCompatibleVersionsAsTheSame(String one, String other, boolean same) {
    assertThat(CoreName.parse(one).means(CoreName.parse(other))).isEqualTo(same);
    assertThat(CoreName.parse(other).means(CoreName.parse(one))).isEqualTo(same);
  }

  @Test
  void dropsItsVersionAndNamesAFunction() {
    assertThat(CoreName.parse("theater:simple/runtime@0.1.2").function("log").unversioned())
        .hasToString("theater:simple/runtime#log");
  }
}
