package dev.odeon.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Priority;
import dev.odeon.host.Capabilities;
import dev.odeon.host.Grants;
import dev.odeon.host.capability.OwnCapabilities;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
  private static final Capabilities OFFERED = OwnCapabilities.all();

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
            [messages]
            priority = "low"
            """);

    assertThat(manifest.name()).isEqualTo("counter");
    assertThat(manifest.module()).isEqualTo("counter.wasm");
    assertThat(manifest.grants().names()).containsExactlyInAnyOrder("runtime", "timing", "random");
    assertThat(manifest.limits().memoryMebibytes()).hasValue(16);
    assertThat(manifest.limits().timeMillis()).hasValue(1000);
    assertThat(manifest.limits().initTimeMillis()).hasValue(2000);
    assertThat(manifest.limits().outputMebibytes()).hasValue(1);
    assertThat(manifest.limits().tableElements()).hasValue(10);
    assertThat(manifest.recordLog()).isFalse();
    assertThat(manifest.mailbox().capacity()).hasValue(7);
    assertThat(manifest.sendPriority()).isEqualTo(Priority.LOW);
    assertThat(Manifest.sendPriority(manifest.source())).isEqualTo(Priority.LOW);
    assertThat(Manifest.sendPriority(Bytes.utf8("no manifest"))).isEqualTo(Priority.NORMAL);
  }

  @Test
  void grantsNothingButRuntimeByDefault() {
    Manifest manifest = parse("module = \"x.wasm\"");

    assertThat(manifest.grants().names()).containsExactly("runtime");
    assertThat(manifest.recordLog()).isTrue();
    assertThat(manifest.limits().memoryMebibytes()).isEmpty();
  }

  @Test
  void doesNotGrantWhatIsFalse() {
    assertThat(parse("module = \"x\"\n[grants]\ntiming = false").grants().names())
        .containsExactly("runtime");
  }

  @Test
  void isAnActorsWhetherItSaysSoOrNot() {
    assertThat(parse("kind = \"actor\"\nmodule = \"x\"").module()).isEqualTo("x");
    assertThat(Manifest.kind("m.toml", Bytes.utf8("module = \"x\""))).isEqualTo("actor");
    assertThat(Manifest.kind("m.toml", Bytes.utf8("kind = \"aggregate\""))).isEqualTo("aggregate");
  }

  @Test
  void narrowsTheStore() {
    Manifest narrowed =
        parse("module = \"x\"\n[grants]\nstore = { labels = \"notes/\", bytes = 10 }");

    assertThat(narrowed.grants().names()).containsExactlyInAnyOrder("runtime", "store");
    assertThat(narrowed.grants().toString()).contains("notes/", "10");
    assertThat(parse("module = \"x\"\n[grants]\nstore = true").grants())
        .isEqualTo(Grants.whole(OFFERED, Set.of("runtime", "store")))
        .isNotEqualTo(parse("module = \"x\"\n[grants.store]\nbytes = 0").grants());
  }

  @Test
  void narrowsTheEnvironment() {
    Manifest narrowed =
        parse("module = \"x\"\n[grants]\nenvironment = { names = [\"LANG\", \"APP_*\"] }");

    assertThat(narrowed.grants().toString()).contains("LANG", "APP_*");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          modul = "x"                              | m.toml line 1: modul: unknown key
          module = "x"~[grant]~timing = true       | m.toml line 2: grant: unknown key
          module = "x"~[grants]~tming = true       | m.toml line 3: grants.tming: there is no such capability; there are environment, message-server-host, messages, random, runtime, store, timers, timing
          module = "x"~grants.tming = true         | m.toml line 2: grants.tming: there is no such capability
          module = "x"~[grants]~timing = "yes"     | m.toml line 3: grants.timing: must be true or false
          module = "x"~[grants]~timing = {max=1}   | m.toml line 3: grants.timing: cannot be narrowed by max
          module = "x"~[grants]~store = {label="a"}| m.toml line 3: grants.store: cannot be narrowed by label; it can be by labels, bytes
          module = "x"~[grants]~store = {bytes=-1} | m.toml line 3: grants.store.bytes: must be a whole number from 0
          module = "x"~[grants]~store = {labels=1} | m.toml line 3: grants.store.labels: must be a text
          module = "x"~[grants.store]~labels = ""  | m.toml line 3: grants.store.labels: must be a text that is not empty
          module = "x"~[grants]~environment = {names=[]}      | m.toml line 3: grants.environment.names: must be a list of texts
          module = "x"~[grants]~environment = {names="A"}     | m.toml line 3: grants.environment.names: must be a list of texts
          module = "x"~[grants]~environment = {names=["A", 1]}| m.toml line 3: grants.environment.names: must be a list of texts
          module = "x"~[grants]~environment = {names=["1A"]}  | m.toml line 3: grants.environment.names: '1A' is not the name of a variable
          module = "x"~[grants]~environment = {names=["A*B"]} | m.toml line 3: grants.environment.names: 'A*B' is not the name of a variable
          module = "x"~[grants]~environment = {vars=["A"]}    | m.toml line 3: grants.environment: cannot be narrowed by vars; it can be by names
          module = "x"~~[limits]~memory = 3        | m.toml line 4: limits.memory: unknown key
          module = "x"~[limits]~memory_mb = 0      | m.toml line 3: limits.memory_mb: must be a whole number from 1
          module = "x"~[limits]~time_ms = 1.5      | m.toml line 3: limits.time_ms: must be a whole number
          module = "x"~[mailbox]~capacity = 9999999| m.toml line 3: mailbox.capacity: must be a whole number from 1 to 1000000
          module = "x"~[messages]~priority = "HIGH"| m.toml line 3: messages.priority: must be high, normal or low
          module = "x"~[messages]~lane = "low"     | m.toml line 3: messages.lane: unknown key
          module = "x"~limits = 3                  | m.toml line 2: limits: must be a table
          module = "x"~timer = 3                   | m.toml line 2: timer: must be a list of tables: write [[timer]]
          module = "x"~[timer]~name = "a"          | m.toml line 2: timer: must be a list of tables: write [[timer]]
          module = "x"~[[timer]]~every = "1h"      | m.toml: timer[0].name: is missing: a timer has one
          module = "x"~[[timer]]~name = "a"        | m.toml line 3: timer[0].name: a timer has either every, such as "5m", or cron
          module = "x"~[[timer]]~name = "a"~cron = "* * * * *"~every = "1h" | m.toml line 4: timer[0].cron: a timer has either every, such as "5m", or cron
          module = "x"~[[timer]]~name = "a"~every = "1x" | m.toml line 4: timer[0].every: '1x' is no time
          module = "x"~[[timer]]~name = "a"~every = "1h"~[[timer]]~name = "b"~every = "1s"~evry = "2s" | m.toml line 8: timer[1].evry: unknown key; known here are name, every, cron, zone, body
          module = "x"~[[timer]]~name = "a"~every = "1h"~[[timer]]~every = "1s"~name = "a" | m.toml line 7: timer[1].name: there is another timer 'a'
          module = "x"~[[timer]]~name = "a"~every = "1h"~zone = "UTC" | m.toml line 5: timer[0].zone: only a timer with cron has a time zone
          module = "x"~[[timer]]~name = "a"~cron = "0 0 30 2 *" | m.toml line 4: timer[0].cron: '0 0 30 2 *' is never due
          module = "x"~[[timer]]~name = "a"~cron = "0 0 * *" | m.toml line 4: timer[0].cron: '0 0 * *' is no cron expression
          module = "x"~[[timer]]~name = "a"~cron = "0 0 * * *"~zone = "Europe/Berln" | m.toml line 5: timer[0].zone: there is no time zone 'Europe/Berln': did you mean 'Europe/Berlin'?
          module = ""                              | m.toml line 1: module: must be a text that is not empty
          name = "a"                               | m.toml: module is missing
          kind = "plugin"~module = "x"             | m.toml line 1: kind: must be "actor"
          module = "x"~kind = 3                    | m.toml line 2: kind: must be a text
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x = 2024-13-41",
        "x = 99:99:99",
        "x = 0x",
        "x = 1e999999999999",
        "x = 1_",
        "x = \"\\ud800\"",
        "x = \u0000",
        "x = LONG",
        "x = DEEP",
        "= 1"
      })
  void saysInWordsOfItsOwnWhatIsNotToml(String text) {
    String source = text.replace("LONG", "9".repeat(5000)).replace("DEEP", "[".repeat(5000));
    assertThatThrownBy(() -> parse(source))
        .isInstanceOf(ManifestException.class)
        .satisfies(e ->
            assertThat(e.getMessage())
                .doesNotContain(
                    "Feature",
                    "java.",
                    "Constraints",
                    "Exception",
                    "could not be parsed",
                    "For input"));
  }

  private static Manifest parse(String text) {
    return Manifest.parse("m.toml", Bytes.utf8(text), OFFERED);
  }
}
