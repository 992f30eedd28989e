package dev.odeon.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InterfaceTest {
  @Test
  void readsTypesAndFunctionsInOrder() {
    Interface store =
        Interface.parse(
            """
            interface store { // by hash
              record content-ref { hash: string, }
              type bytes = list<u8>;
              enum mode { read, write }
              flags rights { r, w }
              variant key { none, id(u64), ref(content-ref) }
              get: func(id: string, %type: key) -> result<bytes, string>;
              type: func(m: mode, r: rights,) -> tuple<option<f64>, char>;
              quiet: func();
            }
            """);
    assertThat(store.name()).isEqualTo("store");
    assertThat(store.types().keySet())
        .containsExactly("content-ref", "bytes", "mode", "rights", "key");
    assertThat(store.functions().values().stream().map(WitFunction::toString))
        .containsExactly(
            "get: func(id: string, type: variant {none, id(u64), ref(record {hash: string})})"
                + " -> result<list<u8>, string>",
            "type: func(m: enum {read, write}, r: flags {r, w}) -> tuple<option<f64>, char>",
            "quiet: func()");
  }

  @Test
  void seesTheTypesOfTheInterfacesItKnows() {
    Interface types = Interface.parse("interface types { record r { a: u8 } }");
    Interface user = Interface.parse("interface user { f: func(a: r) -> list<r>; }", types);
    assertThat(user.types()).isEmpty();
    assertThat(user.function("f").params())
        .containsExactly(new Type.Field("a", types.types().get("r")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "send: func(id: string, body: list<u8>) -> result<_, string>",
        "f: func()",
        "f: func() -> result",
        "f: func() -> result<u8>",
        "f: func(a: tuple<>, b: tuple<s8, s16, s32, s64, u8, u16, u32, u64, f32, f64>)",
      })
  void writesTheLineThatItRead(String line) {
    assertThat(WitFunction.parse(line)).hasToString(line);
    assertThat(WitFunction.parse(line + ";")).isEqualTo(WitFunction.parse(line));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "send                        | WIT line 1: the end where : belongs",
        "f: func(a: lst<u8>)         | WIT line 1: lst where a type belongs",
        "f: func(a: list<u8)         | WIT line 1: ) where > belongs",
        "f: func(a u8)               | WIT line 1: u8 where : belongs",
        "f: func(a: u8, a: u8)       | WIT line 1: the name a stands twice in [a, a]",
        "f: func() -> option         | WIT line 1: the end where < belongs",
        "f: func() u8                | WIT line 1: u8 where the end belongs",
        "f: func(a: u8, :)           | WIT line 1: : where a name belongs",
        "f: func(a: ?)               | WIT line 1: '?' is not part of it",
        "f: func(                    | WIT line 1: the end where a name belongs",
        "%: func()                   | WIT line 1: '%' is not part of it",
      })
  void refusesLinesThatAreNoFunction(String line, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WitFunction.parse(line))
        .withMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "f: func()                   | WIT line 3: } where ; belongs",
        "resource r {}               | WIT line 2: resource where type, record, variant, enum, flags or a function belongs",
        "record r { a: u8, a: u16 }  | WIT line 3: the name a stands twice in [a, a]",
        "enum e {}                   | WIT line 3: an enum has at least one case",
        "variant v {}                | WIT line 3: a variant has at least one case",
        "flags f {}                  | WIT line 3: flags have 1 to 32 labels, not 0",
        "type u8 = u16;              | WIT line 3: u8 stands twice",
        "f: func(); f: func();       | WIT line 2: f stands twice",
        "type a = b;                 | WIT line 2: b where a type belongs",
      })
  void refusesWhatItCannotRead(String item, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Interface.parse("interface i {\n" + item + "\n}"))
        .withMessage(message);
  }

  @Test
  void refusesAnInterfaceThatIsNotClosed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Interface.parse("interface i { f: func();"))
        .withMessage("WIT line 1: the end where a name belongs");
  }

  @Test
  void namesTheFunctionsItHas() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Interface.parse("interface i { f: func(); }").function("g"))
        .withMessage("interface i has no function g; it has [f]");
  }

  @Test
  void copiesWhatTypesAreMadeOf() {
    List<String> cases = new ArrayList<>(List.of("a"));
    Type.EnumOf type = new Type.EnumOf(cases);
    cases.add("b");
    assertThat(type.cases()).containsExactly("a");
  }
}
