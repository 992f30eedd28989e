package dev.odeon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.dylibso.chicory.wabt.Wat2Wasm;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An actor that logs nothing, again and again, if its message is not empty. */
class EmptyLogLinesIT {
  @TempDir private Path folder;

  @Test
  void endsATurnOfEmptyLogLinesAndServesTheNextMessage() {
    Guests guests = new Guests(folder);
    guests.write(
        "empty.wasm",
        Wat2Wasm.parse(
            """
            (module
              (import "theater:simple/runtime" "log" (func $log (param i32 i32)))
              (memory (export "memory") 1)
              (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 8192))
              (func (export "theater:simple/actor#init")
                (param i32 i32 i32 i32 i32) (result i32) (i32.const 4096))
              (func (export "theater:simple/message-server-client#handle-send")
                (param i32 i32 i32 i32 i32) (result i32)
                (if (local.get 4)
                  (then (loop $more (call $log (i32.const 0) (i32.const 0)) (br $more))))
                (i32.const 4096)))
            """));
    Path manifest = guests.write("empty.toml", "name = \"empty\"\nmodule = \"empty.wasm\"\n");
    succeed("actor", "start", manifest.toString());

    CommandRun endless = odeon("actor", "message", "empty", "9 bytes !");

    assertThat(endless.exit()).isEqualTo(1);
    assertThat(endless.errLines()).singleElement().asString().contains("exhausted: ");
    assertThat(succeed("actor", "message", "empty", "").out()).startsWith("returned in block 2");
    succeed("verify");
    assertThat(succeed("replay", "empty", "--json").onlyJson().get("equal").asBoolean()).isTrue();
    assertThat(succeed("actor", "events", "empty", "--from", "1", "--to", "1", "--json").json())
        .hasSizeLessThanOrEqualTo(65_537);
  }

  private CommandRun odeon(String... args) {
    return CommandRun.inside(folder.resolve("home"), args);
  }

  private CommandRun succeed(String... args) {
    return odeon(args).succeeded();
  }
}
