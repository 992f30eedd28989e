package dev.odeon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.dylibso.chicory.wabt.Wat2Wasm;
import dev.odeon.cli.Console;
import dev.odeon.cli.Environment;
import dev.odeon.cli.Exit;
import dev.odeon.cli.main.Odeon;
import dev.odeon.guests.SampleGuests;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What every command prints with --json is what the schemas say. */
class JsonFormsTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final String COMMANDS = "commands.schema.json";
  private static final String OPERATIONS = "operations.schema.json";
  private static final String NIL = "00000000-0000-0000-0000-000000000000";

  /** Commands that run long: other tests have their lines. */
  private static final Set<String> ELSEWHERE = Set.of("demo", "bench", "spec", "actor top");

  private final SchemaCheck schemas = new SchemaCheck(ROOT.resolve("docs/formats"));
  private final Set<String> printed = new TreeSet<>();

  /** Told to send, sends t to itself; told anything else, traps. */
  private static final String FAILS =
      """
      (module
        (import "theater:simple/message-server-host" "send"
          (func $send (param i32 i32 i32 i32 i32)))
        (memory (export "memory") 2)
        (data (i32.const 900) "failst")
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 4096))
        (func (export "theater:simple/actor#init")
          (param i32 i32 i32 i32 i32) (result i32) (i32.const 16))
        (func (export "theater:simple/message-server-client#handle-send")
          (param i32 i32 i32) (param $body i32) (param $length i32) (result i32)
          (if (i32.ne (local.get $length) (i32.const 4)) (then unreachable))
          (call $send (i32.const 900) (i32.const 5) (i32.const 905) (i32.const 1)
            (i32.const 640))
          (i32.const 16)))
      """;

  @TempDir private Path folder;

  @BeforeEach
  void makeFiles() throws IOException {
    for (String guest :
        List.of(
            "counter",
            "probe/defers",
            "probe/opens",
            "plugin/uppercase",
            "plugin/failing",
            "plugin/keeps")) {
      Path file = folder.resolve(guest.substring(guest.indexOf('/') + 1) + ".wasm");
      if (!Files.exists(file)) {
        Files.write(file, SampleGuests.module(guest));
      }
    }
    Files.writeString(folder.resolve("counter.toml"), SampleGuests.manifest("counter"));
    Files.writeString(folder.resolve("defers.toml"), SampleGuests.manifest("probe/defers"));
    Files.writeString(folder.resolve("opens.toml"), SampleGuests.manifest("probe/opens"));
    Files.writeString(
        folder.resolve("hourly.toml"),
        """
        module = "counter.wasm"
        [[timer]]
        name = "count"
        every = "1h"
        body = "inc"
        """);
    Files.write(folder.resolve("fails.wasm"), Wat2Wasm.parse(FAILS));
    Files.writeString(
        folder.resolve("fails.toml"),
        "name = \"fails\"\nmodule = \"fails.wasm\"\n[grants]\nmessage-server-host = true\n");
    Files.writeString(folder.resolve("text"), "hello\n");
    Files.write(folder.resolve("bytes"), new byte[] {(byte) 0xFF, 0, 1});
  }

  @Test
  void everyCommandPrintsWhatItsSchemaSays() {
    actors();
    plugins();
    store();
    home();
    Set<String> all = commands();
    all.removeAll(ELSEWHERE);
    assertThat(printed).isEqualTo(all);
  }

  private void actors() {
    prints("actor start", file("counter.toml"), "--name", "visits");
    assertThat(prints("actor request", "visits", "41", "--id", "order-1").getFirst())
        .contains("\"reply\":\"41\",\"reply_base64\":\"NDE=\"");
    prints("actor message", "visits", "inc");
    prints("actor message", "visits", "inc", "--no-wait");
    assertThat(prints("actor list").getFirst()).contains("\"time\":\"2", "\"hash\":\"sha256:");
    assertThat(prints("actor state", "visits", "--at", "1").getFirst())
        .contains("\"state_base64\":\"KQAAAAAAAAA=\"")
        .doesNotContain("\"state\":");
    prints("actor events", "visits");
    assertThat(prints("actor logs", "visits").getFirst()).startsWith("{\"position\":\"");
    fails(1, "Failed", "actor request", "visits", "no number");
    fails(1, "NotFound", "actor request", "nobody", "1");
    fails(2, "Usage", "actor request", "visits");
    fails(2, "Usage", "actor frob");
    prints("replay", "visits");
    prints("whatif", "visits", "--module", file("counter.wasm"));
    prints("replay", "visits", "--module", file("counter.wasm"));
    prints("actor upgrade", "visits", "--module", file("counter.wasm"));
    assertThat(prints("actor show", "visits").getFirst()).contains("\"created\":\"2");
    prints("actor start", file("defers.toml"));
    fails(1, "Unanswered", "actor request", "defers", "please", "--id", "r");
    assertThat(prints("actor requests", "defers").getFirst())
        .startsWith("{\"request\":\"r\",\"asked\":\"2");
    fails(1, "NotFound", "actor reply", "defers", "s", "yes");
    prints("actor reply", "defers", "r", "yes");
    fails(1, "AlreadyAnswered", "actor reply", "defers", "r", "yes");
    prints("actor start", file("opens.toml"), "--name", "a");
    prints("actor start", file("opens.toml"), "--name", "b");
    prints("actor message", "a", "b");
    assertThat(prints("actor channels", "b").getFirst())
        .startsWith("{\"channel\":\"a/1/0>b\",\"peer\":\"a\",\"opener\":\"a\",\"opened\":\"2");
    prints("actor start", file("hourly.toml"), "--name", "hourly");
    assertThat(prints("actor timers", "hourly").getFirst())
        .contains("\"name\":\"count\",\"due\":\"2", "\"repeats\":\"every 1h\"");
    prints("actor start", file("fails.toml"));
    prints("actor message", "fails", "send");
    String letter = prints("actor letters", "fails").getFirst();
    assertThat(letter).startsWith("{\"letter\":");
    String number = letter.substring(letter.indexOf(':') + 1, letter.indexOf(','));
    assertThat(prints("actor letters", "fails", "show", number).getFirst())
        .contains("\"body\":\"t\"");
    prints("actor letters", "fails", "drop", number);
    prints("tenant set", "blue", "--weight", "3");
    assertThat(prints("tenant show", "blue").getFirst())
        .startsWith("{\"name\":\"blue\",\"limits\":[{\"limit\":\"weight\",\"allowed\":3,");
    prints("tenant list");
    fails(2, "Usage", "tenant set", "blue", "--weight", "0");
    fails(1, "NotFound", "tenant show", "green");
    prints("actor pause", "visits");
    fails(1, "Paused", "actor request", "visits", "inc");
    prints("actor resume", "visits");
    prints("actor stop", "visits");
    prints("actor remove", "visits");
  }

  private void plugins() {
    prints("load", "-p", file("uppercase.wasm"));
    prints("load", "-p", file("failing.wasm"));
    prints("load", "-p", file("keeps.wasm"));
    assertThat(prints("list").getFirst()).contains("\"loaded_at\":\"2");
    assertThat(prints("execute", "-b", "uppercase.wasm", "-i", "hello").getFirst())
        .contains("\"output\":\"HELLO\",", "\"output_base64\":\"SEVMTE8=\"");
    prints("execute", "-b", "keeps.wasm", "-i", "@" + file("bytes"));
    prints("execute", "-b", "keeps.wasm", "-i", "next");
    prints("chain", "-b", "uppercase.wasm,uppercase.wasm", "-i", "hello");
    fails(1, "Failed", "execute", "-b", "failing.wasm", "-i", "hello");
    fails(1, "RuntimeError", "chain", "-b", "uppercase.wasm,failing.wasm", "-i", "hello");
    fails(1, "BinaryNotFound", "execute", "-b", NIL, "-i", "hello");
    prints("unload", "-b", "failing.wasm");
  }

  private void store() {
    prints("store put", file("text"), "--label", "notes", "--media-type", "text/plain");
    prints("store put", file("bytes"), "--label", "notes");
    prints("store get", "store:notes");
    String put = prints("store put", file("text")).getFirst();
    String hash = put.substring(put.indexOf("sha256:"), put.indexOf("sha256:") + 71);
    assertThat(prints("store get", hash).getFirst())
        .contains("\"content\":\"hello\\n\",\"content_base64\":\"aGVsbG8K\"");
    prints("store get", hash, "-o", file("out"));
    prints("store show", hash);
    prints("store describe", hash, "text/markdown");
    prints("store label", "other", hash);
    prints("store unlabel", "other");
    prints("store labels");
    prints("store labels", "notes");
    prints("store list");
    prints("store size");
    prints("store gc", "--dry-run", "--each");
    prints("store new", "drafts");
    prints("store stores");
    prints("store verify");
    prints("store export", file("theater"));
    prints("store import", file("theater"));
    fails(1, "NotFound", "store get", "store:nothing");
  }

  private void home() {
    prints("status");
    prints("version");
    prints("completion", "bash");
    prints("man", file("man"));
    prints("metrics");
    prints("serve", "--print-config");
    prints("head");
    prints("head", "-o", file("kept.head"));
    prints("verify");
    prints("salvage", file("salvaged"));
    prints("backup", file("backup"));
    prints("export", file("exported"));
    prints("check", file("counter.wasm"));
    fails(1, "Failed", "check", file("uppercase.wasm").replace("uppercase.wasm", "missing"));
  }

  @Test
  void everyCommandHasASchema() {
    Set<String> all = commands();
    assertThat(schemas.names(COMMANDS)).containsAll(all);
    assertThat(all).contains("verify", "actor request", "store gc");
  }

  @Test
  void aFlawIsInTheResultAndTheFailureBehindIt() throws IOException {
    prints("actor start", file("counter.toml"), "--name", "visits");
    prints("head");
    Files.write(folder.resolve("home/tree/heads/last"), new byte[] {1});
    List<String> lines = lines(run("verify", "--json").out());
    assertThat(lines).hasSize(2);
    assertThat(schemas.problems(COMMANDS, "verify", lines.getFirst())).isEmpty();
    assertThat(lines.getFirst()).startsWith("{\"sound\":false");
    assertThat(schemas.problems(COMMANDS, "error", lines.getLast())).isEmpty();
  }

  @Test
  void findsWhatIsNotAsTheSchemaSays() {
    assertThat(
            schemas.problems(COMMANDS, "error", "{\"error\":\"x\",\"code\":\"Usage\",\"exit\":2}"))
        .isEmpty();
    for (String wrong :
        List.of(
            "{\"error\":\"x\",\"code\":\"Usage\"}",
            "{\"error\":\"x\",\"code\":\"Nonsense\",\"exit\":2}",
            "{\"error\":1,\"code\":\"Usage\",\"exit\":2}",
            "{\"error\":\"x\",\"code\":\"Usage\",\"exit\":2,\"more\":1}",
            "{\"error\":\"x\",\"code\":\"Usage\",\"exit\":2,\"step\":0}")) {
      assertThat(schemas.problems(COMMANDS, "error", wrong)).as(wrong).isNotEmpty();
    }
    String hash = "{\"hash\":\"%s\",\"size\":1}";
    String digits = "0".repeat(64);
    assertThat(schemas.problems(OPERATIONS, "StoreList.item", hash.formatted("sha256:" + digits)))
        .isEmpty();
    assertThat(schemas.problems(OPERATIONS, "StoreList.item", hash.formatted(digits))).isNotEmpty();
  }

  /** Runs a command, which must succeed; its lines, each of which must be valid. */
  private List<String> prints(String command, String... args) {
    List<String> line = new ArrayList<>(List.of(command.split(" ")));
    line.addAll(List.of(args));
    line.add("--json");
    Result result = run(line.toArray(String[]::new));
    assertThat(result.exit()).as("%s: %s", line, result).isEqualTo(Exit.DONE);
    List<String> lines = lines(result.out());
    assertThat(lines).as("%s", line).isNotEmpty();
    for (String each : lines) {
      assertThat(schemas.problems(COMMANDS, command, each)).as("%s: %s", line, each).isEmpty();
    }
    printed.add(command);
    return lines;
  }

  /** Runs a command, which must fail; its last line says so. */
  private void fails(int exit, String code, String command, String... args) {
    List<String> line = new ArrayList<>(List.of(command.split(" ")));
    line.addAll(List.of(args));
    line.add("--json");
    Result result = run(line.toArray(String[]::new));
    assertThat(result.exit().code()).as("%s: %s", line, result).isEqualTo(exit);
    String last = lines(result.out()).getLast();
    assertThat(schemas.problems(COMMANDS, "error", last)).as("%s: %s", line, last).isEmpty();
    assertThat(last).contains("\"code\":\"" + code + "\",\"exit\":" + exit);
    assertThat(result.out().lines().filter(each -> each.startsWith("{\"error\""))).hasSize(1);
  }

  private record Result(Exit exit, String out, String err) {}

  private Result run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> line = new ArrayList<>(List.of("--home", file("home")));
    line.addAll(List.of(args));
    Console console = console(out, err);
    Exit exit = Odeon.run(console, line.toArray(String[]::new));
    return new Result(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static Console console(ByteArrayOutputStream out, ByteArrayOutputStream err) {
    return new Console(
        new ByteArrayInputStream(new byte[0]),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        new Environment(Path.of("no-home"), false));
  }

  private static List<String> lines(String out) {
    return out.lines().toList();
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private static Set<String> commands() {
    Set<String> all = new TreeSet<>();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    names(Odeon.commandLine(console(out, out)), "", all);
    return all;
  }

  /** The commands that do something, by their whole name; help prints text. */
  private static void names(CommandLine line, String name, Set<String> into) {
    CommandSpec spec = line.getCommandSpec();
    if (spec.usageMessage().hidden() || spec.name().equals("help")) {
      return;
    }
    if (line.getSubcommands().isEmpty()) {
      into.add(name);
    }
    for (CommandLine each : line.getSubcommands().values()) {
      String inside = each.getCommandName();
      names(each, name.isEmpty() ? inside : name + " " + inside, into);
    }
  }
}
