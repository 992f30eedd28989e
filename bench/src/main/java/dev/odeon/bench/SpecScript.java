package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.base.DiskException;
import dev.odeon.base.ErrorText;
import dev.odeon.base.Outcome;
import dev.odeon.cli.Failure;
import dev.odeon.engine.CompiledModule;
import dev.odeon.engine.CoreValue;
import dev.odeon.engine.Engine;
import dev.odeon.engine.Entity;
import dev.odeon.engine.Member;
import dev.odeon.engine.ModuleException;
import dev.odeon.engine.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A script of the specification's test suite, as wast2json writes it: runs its commands in order
 * and compares what comes of each with what it says. Every command counts once.
 */
final class SpecScript {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path file;
  private final SpecStage stage;
  private final SpecTally tally = new SpecTally();
  private final Map<String, Loaded> named = new HashMap<>();
  private Loaded current = new Loaded.Absent("no module");

  /** What a module command came to. */
  private sealed interface Loaded {
    record Present(Member member) implements Loaded {}

    record Absent(String reason) implements Loaded {}
  }

  private SpecScript(Path file, SpecStage stage) {
    this.file = file;
    this.stage = stage;
  }

  /**
   * Runs the script in {@code file}; its modules lie beside it.
   *
   * @throws Failure if it cannot be read
   */
  static SpecTally run(Engine engine, Path file) {
    JsonNode commands = commands(file);
    try (SpecStage stage = new SpecStage(engine)) {
      SpecScript script = new SpecScript(file, stage);
      commands.forEach(script::run);
      return script.tally;
    }
  }

  private static JsonNode commands(Path file) {
    try {
      JsonNode commands = JSON.readTree(Files.readString(file)).path("commands");
      if (commands.isArray()) {
        return commands;
      }
    } catch (IOException | JacksonException e) {
      throw Failure.failed("the script %s cannot be read: %s".formatted(file, ErrorText.of(e)));
    }
    throw Failure.failed("%s has no commands: give a file that wast2json wrote".formatted(file));
  }

  private void run(JsonNode command) {
    String type = text(command, "type");
    switch (type) {
      case "module" -> load(command);
      case "register" -> register(command);
      case "action" -> expectReturn(command, false);
      case "assert_return" -> expectReturn(command, true);
      case "assert_trap" -> expectOutcome(command, Outcome.Trapped.class);
      case "assert_exhaustion" -> expectOutcome(command, Outcome.Exhausted.class);
      case "assert_exception" -> expectOutcome(command, Outcome.Trapped.class);
      case "assert_malformed", "assert_invalid" -> expectRefusal(command);
      case "assert_unlinkable" -> expectUnlinkable(command);
      case "assert_uninstantiable" -> expectUninstantiable(command);
      default -> fail(command, "this kind of command is not known");
    }
  }

  private void load(JsonNode command) {
    current = loaded(command);
    if (command.has("name")) {
      named.put(text(command, "name"), current);
    }
    switch (current) {
      case Loaded.Present _ -> tally.pass();
      case Loaded.Absent(String reason) -> missing(command, reason);
    }
  }

  private Loaded loaded(JsonNode command) {
    try {
      RunResult<Member> result = stage.add(compile(command));
      Member member = result.value();
      return member == null
          ? new Loaded.Absent("its start ended: " + result.outcome().text())
          : new Loaded.Present(member);
    } catch (ModuleException e) {
      return new Loaded.Absent(SpecRefusals.reason(e));
    }
  }

  private CompiledModule compile(JsonNode command) {
    Path wasm = file.resolveSibling(text(command, "filename"));
    try {
      return stage.compile(Bytes.wrap(Files.readAllBytes(wasm)));
    } catch (IOException e) {
      throw Failure.failed(
          "the module %s cannot be read: %s".formatted(wasm, DiskException.words(e)));
    }
  }

  private void register(JsonNode command) {
    switch (target(command, "name")) {
      case Loaded.Present(Member member) -> {
        stage.register(text(command, "as"), member);
        tally.pass();
      }
      case Loaded.Absent(String reason) -> missing(command, reason);
    }
  }

  private void expectReturn(JsonNode command, boolean compared) {
    switch (act(command)) {
      case Acted.Missing(String reason) -> missing(command, reason);
      case Acted.Done(var result) -> {
        List<CoreValue> values = result.value();
        if (values == null) {
          fail(command, "it ended otherwise: " + result.outcome().text());
        } else if (compared && !matches(command, values)) {
          fail(command, "it answered " + values);
        } else {
          tally.pass();
        }
      }
    }
  }

  private static boolean matches(JsonNode command, List<CoreValue> actual) {
    if (command.has("either")) {
      return actual.size() == 1
          && SpecValue.list(command.path("either")).stream()
              .anyMatch(each -> each.matches(actual.getFirst()));
    }
    List<SpecValue> expected = SpecValue.list(command.path("expected"));
    boolean same = expected.size() == actual.size();
    for (int i = 0; same && i < actual.size(); i++) {
      same = expected.get(i).matches(actual.get(i));
    }
    return same;
  }

  private void expectOutcome(JsonNode command, Class<? extends Outcome> expected) {
    switch (act(command)) {
      case Acted.Missing(String reason) -> missing(command, reason);
      case Acted.Done(var result) -> {
        if (expected.isInstance(result.outcome())) {
          tally.pass();
        } else {
          fail(command, "it ended otherwise: " + result.outcome().text());
        }
      }
    }
  }

  private void expectRefusal(JsonNode command) {
    if (isText(command)) {
      tally.skip(SpecRefusals.TEXT);
      return;
    }
    try {
      compile(command);
      fail(command, "it was accepted");
    } catch (ModuleException e) {
      refused(e);
    }
  }

  private void expectUnlinkable(JsonNode command) {
    try {
      CompiledModule module = compile(command);
      try {
        stage.add(module);
        fail(command, "it was linked");
      } catch (ModuleException e) {
        refused(e);
      }
    } catch (ModuleException e) {
      missing(command, SpecRefusals.reason(e));
    }
  }

  private void refused(ModuleException e) {
    if (SpecRefusals.isByName(e)) {
      tally.skip(SpecRefusals.name(e));
    } else {
      tally.pass();
    }
  }

  private void expectUninstantiable(JsonNode command) {
    try {
      RunResult<Member> result = stage.add(compile(command));
      if (result.outcome() instanceof Outcome.Trapped) {
        tally.pass();
      } else {
        fail(command, "it ended otherwise: " + result.outcome().text());
      }
    } catch (ModuleException e) {
      missing(command, SpecRefusals.reason(e));
    }
  }

  /** What an action came to. */
  private sealed interface Acted {
    record Done(RunResult<List<CoreValue>> result) implements Acted {}

    record Missing(String reason) implements Acted {}
  }

  private Acted act(JsonNode command) {
    JsonNode action = command.path("action");
    return switch (target(action, "module")) {
      case Loaded.Absent(String reason) -> new Acted.Missing(reason);
      case Loaded.Present(Member member) -> act(member, action);
    };
  }

  private Acted act(Member member, JsonNode action) {
    String field = text(action, "field");
    return switch (member.export(field).orElse(null)) {
      case Entity.Function function when text(action, "type").equals("invoke") -> {
        List<CoreValue> arguments =
            SpecValue.list(action.path("args")).stream().map(SpecValue::value).toList();
        yield new Acted.Done(stage.ensemble().call(function, SpecStage.LIMITS, arguments));
      }
      case Entity.Global global when text(action, "type").equals("get") ->
          new Acted.Done(new RunResult<>(Outcome.RETURNED, List.of(global.value())));
      case null, default -> new Acted.Missing("there is no export " + field + " for that");
    };
  }

  private Loaded target(JsonNode node, String key) {
    return node.has(key)
        ? named.getOrDefault(text(node, key), new Loaded.Absent("no module " + node.path(key)))
        : current;
  }

  /** A module that is not there for a reason with a name is no fault; any other is. */
  private void missing(JsonNode command, String reason) {
    if (SpecRefusals.isName(reason)) {
      tally.skip(reason);
    } else {
      fail(command, reason);
    }
  }

  private void fail(JsonNode command, String what) {
    tally.fail(
        "%s:%d: %s: %s%s"
            .formatted(
                file.getFileName(),
                command.path("line").asInt(),
                text(command, "type"),
                what,
                told(command)));
  }

  private static String told(JsonNode command) {
    JsonNode action = command.path("action");
    return action.isMissingNode()
        ? " ("
            + command.path("filename").asString("")
            + ", "
            + command.path("text").asString("")
            + ")"
        : " (" + action + ", expected " + command.path("expected") + ")";
  }

  private static boolean isText(JsonNode command) {
    return command.path("module_type").asString("binary").equals("text");
  }

  private static String text(JsonNode node, String key) {
    return node.path(key).asString("");
  }
}
