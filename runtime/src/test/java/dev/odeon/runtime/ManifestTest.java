package dev.odeon.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.host.StoreGrant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestTest {
  private static final Set<String> GRANTABLE = Set.of("runtime", "timing", "random", "store");

  @Test
  void readsEveryKey() {
    Manifest manifest =
        parse(
            """
            name = "counter"
            module = "counter.wasm"
            [grants]
            timing = true
            random = {}
            [limits]
            memory_mb = 16
            time_ms = 1000
            init_time_ms = 2000
            output_mb = 1
            table_elements = 10
            [record]
            log = false
            [mailbox]
            capacity = 7
            """);

    assertThat(manifest.name()).isEqualTo("counter");
    assertThat(manifest.module()).isEqualTo("counter.wasm");
    assertThat(manifest.grants()).containsExactlyInAnyOrder("runtime", "timing", "random");
    assertThat(manifest.limits().memoryMebibytes()).hasValue(16);
    assertThat(manifest.limits().timeMillis()).hasValue(1000);
    assertThat(manifest.limits().initTimeMillis()).hasValue(2000);
    assertThat(manifest.limits().outputMebibytes()).hasValue(1);
    assertThat(manifest.limits().tableElements()).hasValue(10);
    assertThat(manifest.recordLog()).isFalse();
    assertThat(manifest.mailboxCapacity()).hasValue(7);
  }

  @Test
  void grantsNothingButRuntimeByDefault() {
    Manifest manifest = parse("module = \"x.wasm\"");

    assertThat(manifest.grants()).containsExactly("runtime");
    assertThat(manifest.recordLog()).isTrue();
    assertThat(manifest.limits().memoryMebibytes()).isEmpty();
  }

  @Test
  void doesNotGrantWhatIsFalse() {
    assertThat(parse("module = \"x\"\n[grants]\ntiming = false").grants())
        .containsExactly("runtime");
  }

  @Test
  void narrowsTheStore() {
    Manifest narrowed =
        parse("module = \"x\"\n[grants]\nstore = { labels = \"notes/\", bytes = 10 }");

    assertThat(narrowed.grants()).containsExactlyInAnyOrder("runtime", "store");
    assertThat(narrowed.store()).isEqualTo(new StoreGrant("notes/", 10));
    assertThat(parse("module = \"x\"\n[grants]\nstore = true").store()).isEqualTo(StoreGrant.ALL);
    assertThat(parse("module = \"x\"\n[grants.store]\nbytes = 0").store())
        .isEqualTo(new StoreGrant("", 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          modul = "x"                              | m.toml line 1: modul: unknown key
          module = "x"~[grant]~timing = true       | m.toml line 2: grant: unknown key
          module = "x"~[grants]~tming = true       | m.toml line 3: grants.tming: there is no such capability; there are random, runtime, store, timing
          module = "x"~grants.tming = true         | m.toml line 2: grants.tming: there is no such capability
          module = "x"~[grants]~timing = "yes"     | m.toml line 3: grants.timing: must be true or false
          module = "x"~[grants]~timing = {max=1}   | m.toml line 3: grants.timing: cannot be narrowed by max
          module = "x"~[grants]~store = {label="a"}| m.toml line 3: grants.store: cannot be narrowed by label; it can be by labels, bytes
          module = "x"~[grants]~store = {bytes=-1} | m.toml line 3: grants.store.bytes: must be a whole number from 0
          module = "x"~[grants]~store = {labels=1} | m.toml line 3: grants.store.labels: must be a text
          module = "x"~[grants.store]~labels = ""  | m.toml line 3: grants.store.labels: must be a text that is not empty
          module = "x"~~[limits]~memory = 3        | m.toml line 4: limits.memory: unknown key
          module = "x"~[limits]~memory_mb = 0      | m.toml line 3: limits.memory_mb: must be a whole number from 1
          module = "x"~[limits]~time_ms = 1.5      | m.toml line 3: limits.time_ms: must be a whole number
          module = "x"~[mailbox]~capacity = 9999999| m.toml line 3: mailbox.capacity: must be a whole number from 1 to 1000000
          module = "x"~limits = 3                  | m.toml line 2: limits: must be a table
          module = ""                              | m.toml line 1: module: must be a text that is not empty
          name = "a"                               | m.toml: module is missing
          module = "x"~name = "a%0Ab"              | m.toml line 2: name
          module = "x~                             | m.toml line 1: not TOML
          """)
  void refusesWhatItDoesNotKnowByLineAndKey(String text, String message) {
    String source = text.replace("~", "\n").replace("%0A", "\\u000A");
    assertThatThrownBy(() -> parse(source))
        .isInstanceOf(ManifestException.class)
        .hasMessageStartingWith(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  private static Manifest parse(String text) {
    return Manifest.parse("m.toml", Bytes.utf8(text), GRANTABLE);
  }
}
