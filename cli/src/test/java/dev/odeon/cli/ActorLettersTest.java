package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.dylibso.chicory.wabt.Wat2Wasm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Dead letters, as people see them and deal with them, whoever carries it out. */
class ActorLettersTest {
  /** Sends what it is told to the actor b; of b itself, traps. */
  private static final String CODE =
      """
      (module
        (import "theater:simple/message-server-host" "send"
          (func $send (param i32 i32 i32 i32 i32)))
        (memory (export "memory") 2)
        (data (i32.const 900) "b")
        (global $at (mut i32) (i32.const 4096))
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
          (local $place i32)
          (local.set $place
            (i32.and (i32.add (global.get $at) (i32.const 7)) (i32.const -8)))
          (global.set $at (i32.add (local.get $place) (local.get 3)))
          (local.get $place))
        (func (export "theater:simple/actor#init")
          (param i32 i32 i32 i32 i32) (result i32) (i32.const 16))
        (func (export "theater:simple/message-server-client#handle-send")
          (param i32 i32 i32) (param $body i32) (param $length i32) (result i32)
          FIRST
          (call $send (i32.const 900) (i32.const 1) (local.get $body) (local.get $length)
            (i32.const 640))
          (i32.const 16)))
      """;

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void areListedShownDeliveredAgainAndDropped(Who who) throws Exception {
    Path home = folder.resolve("home");
    String sends = guest("sends", "");
    String traps = guest("traps", "unreachable");
    String quiet = guest("quiet", "(return (i32.const 16))");
    try (AutoCloseable _ = who.begin(home)) {
      done(home, "actor", "start", sends, "--name", "a");
      done(home, "actor", "start", traps, "--name", "b");
      assertThat(odeon(home, "actor", "letters", "b").err()).isEqualTo("b has no dead letters\n");
      done(home, "actor", "message", "a", "hello");
      done(home, "actor", "message", "a", "again");
    }
    try (AutoCloseable _ = who.begin(home)) {
      List<Long> letters = letters(home);
      String listed = done(home, "actor", "letters", "b");
      assertThat(listed).contains("LETTER", "a/1/0", "a/2/0", "5 attempts");
      assertThat(done(home, "actor", "letters", "b", "show", letters.get(0).toString()))
          .contains("message a/1/0", "hello");
      assertThat(odeon(home, "actor", "letters", "b", "show").errLines())
          .singleElement()
          .asString()
          .contains("name the letter: odeon actor letters b show N");
      assertThat(odeon(home, "actor", "letters", "b", "burn", "1").errLines())
          .singleElement()
          .asString()
          .contains("'burn' is not something to do with letters");
      assertThat(odeon(home, "actor", "letters", "b", "drop", "999999").errLines())
          .singleElement()
          .asString()
          .contains("b has no open dead letter 999999");

      done(home, "actor", "upgrade", "b", "--module", quiet.replace(".toml", ".wasm"));
      assertThat(done(home, "actor", "letters", "b", "redeliver", letters.get(0).toString()))
          .startsWith("letter %d returned in block ".formatted(letters.get(0)));
      assertThat(done(home, "actor", "letters", "b", "drop", letters.get(1).toString()))
          .isEqualTo("letter %d dropped\n".formatted(letters.get(1)));
      assertThat(odeon(home, "actor", "letters", "b").err()).isEqualTo("b has no dead letters\n");
      assertThat(done(home, "actor", "events", "b")).contains("dead-letter", "dropped");
      assertThat(done(home, "replay", "b")).contains("identical");
    }
  }

  /** Waits until both are there. */
  private static List<Long> letters(Path home) {
    for (int i = 0; i < 1_000; i++) {
      List<Long> found = new ArrayList<>();
      for (String line : done(home, "actor", "letters", "b", "--json").lines().toList()) {
        JsonNode json = JsonMapper.shared().readTree(line);
        found.add(json.get("letter").longValue());
      }
      if (found.size() == 2) {
        return found;
      }
    }
    throw new AssertionError("there are no two dead letters");
  }

  private String guest(String name, String first) throws Exception {
    Files.write(folder.resolve(name + ".wasm"), Wat2Wasm.parse(CODE.replace("FIRST", first)));
    Path manifest = folder.resolve(name + ".toml");
    Files.writeString(
        manifest, "module = \"%s.wasm\"\n[grants]\nmessage-server-host = true\n".formatted(name));
    return manifest.toString();
  }

  private static Run odeon(Path home, String... args) {
    List<String> line = new ArrayList<>(List.of("--home", home.toString()));
    line.addAll(List.of(args));
    return Run.of(line.toArray(String[]::new));
  }

  private static String done(Path home, String... args) {
    Run run = odeon(home, args);
    assertThat(run.exit()).as(run.err()).isEqualTo(Exit.DONE);
    return run.out();
  }
}
