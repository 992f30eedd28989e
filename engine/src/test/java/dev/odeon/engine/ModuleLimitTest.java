package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Outcome;
import dev.odeon.base.Outcome.Exhausted;
import dev.odeon.base.Outcome.Limit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A small module must not keep the server busy: each limit is refused by name, and at once. */
@Timeout(120)
class ModuleLimitTest {
  private static final Path PAGE = Path.of("..", "docs", "guide", "plugins.md");

  private static final String NO_TYPE = "600000";

  @AutoClose private final Engine engine = Wat.engine();

  @ParameterizedTest
  @EnumSource
  void refusesWhatIsOverALimitByNameBeforeAnythingIsCompiled(ModuleLimit limit) {
    assertThatThrownBy(() -> engine.compile(over(limit)))
        .isInstanceOf(ModuleException.class)
        .hasMessageContaining(" " + limit.text() + ": the limit is %,d".formatted(limit.max()));
    assertThat(engine.compiledCount()).isZero();
  }

  @Test
  void saysTheCountAndTheLimitAndWhere() {
    assertThatThrownBy(() -> engine.compile(over(ModuleLimit.IMPORTS)))
        .hasMessage("2,001 imports: the limit is 2,000 (import section)");
    assertThatThrownBy(() -> engine.compile(over(ModuleLimit.HANDLER_NESTING)))
        .hasMessage("21 nested try_table instructions: the limit is 20 (function 0)");
  }

  /** They would be refused if each of them had all compiled again. */
  @Test
  void knowsMostFunctionsThatAreTooLargeBeforeTheyAreCompiled() {
    int count = 40;
    String locals = Binary.sized("01" + Binary.leb(20_000) + "7e 0b");

    CompiledModule module = engine.compile(functions(count, locals.repeat(count)));

    assertThat(module.interpreted()).hasSize(count);
  }

  @Test
  void letsModulesAtTheirLimitsThrough() {
    String tries = "1f40 01 02 00".repeat(20) + "1000" + "0b".repeat(20);
    assertThat(engine.compile(Binary.oneFunction("00" + tries + "0b")).interpreted()).isEmpty();
    assertThat(engine.compile(module(4, count(100) + "700000".repeat(100))).imports()).isEmpty();
    assertThat(engine.compile(module(5, count(100) + "0000".repeat(100))).memories()).hasSize(100);
    int large = (int) ModuleLimit.LARGE_FUNCTIONS.max();
    assertThat(engine.compile(branchingFunctions(large)).interpreted()).hasSize(large);
  }

  @Test
  void stopsTheMakingOfAnInstanceAtItsDeadline() {
    CompiledModule tables =
        engine.compile(module(4, count(100) + ("7000" + Binary.leb(10_000)).repeat(100)));
    CompiledModule segments =
        engine.compile(
            Binary.module(
                Binary.section(5, "010001"),
                Binary.section(11, count(100_000) + "0041000b00".repeat(100_000))));

    for (CompiledModule module : List.of(tables, segments)) {
      Limits moment = Limits.DEFAULT.withTime(Duration.ofNanos(1));
      Outcome outcome = module.run(moment, Wat.nothing(module), _ -> 0).outcome();
      assertThat(outcome).isEqualTo(new Exhausted(Limit.TIME));
      assertThat(module.run(Limits.DEFAULT, Wat.nothing(module), _ -> 0).outcome())
          .isEqualTo(Outcome.RETURNED);
    }
  }

  @Test
  void areOnThePageOfPlugins() throws IOException {
    List<String> rows =
        Files.readAllLines(PAGE).stream()
            .dropWhile(line -> !line.equals("| counted | at most |"))
            .skip(2)
            .takeWhile(line -> line.startsWith("|"))
            .toList();
    assertThat(rows)
        .containsExactlyElementsOf(
            Arrays.stream(ModuleLimit.values())
                .map(each -> "| %s | %,d |".formatted(each.text(), each.max()))
                .toList());
  }

  private static Bytes over(ModuleLimit limit) {
    int more = (int) limit.max() + 1;
    return switch (limit) {
      case TYPES -> module(1, count(more) + NO_TYPE.repeat(more));
      case TYPE_VALUES -> module(1, "01 60" + count(more) + "7f".repeat(more) + "00");
      case ALL_TYPE_VALUES ->
          module(1, count(201) + ("60" + count(1000) + "7e".repeat(1000) + "00").repeat(201));
      case IMPORTS -> imports(more, 1);
      case FUNCTIONS -> functions(more, "02000b".repeat(more));
      case TYPE_CHECKS -> imports(2_000, 100);
      case TABLES -> module(4, count(more) + "700000".repeat(more));
      case MEMORIES -> module(5, count(more) + "0000".repeat(more));
      case GLOBALS -> module(6, count(more) + "7f0041000b".repeat(more));
      case TAGS ->
          Binary.module(
              Binary.section(1, "01" + NO_TYPE),
              Binary.section(13, count(more) + "0000".repeat(more)));
      case EXPORTS -> module(7, count(more) + "00".repeat(more));
      case ELEMENT_SEGMENTS -> module(9, count(more) + "010000".repeat(more));
      case ELEMENTS -> module(9, "01 0100" + count(more) + "00".repeat(more));
      case DATA_SEGMENTS -> module(11, count(more) + "0100".repeat(more));
      case CUSTOM_SECTIONS -> Binary.hex("0061736d01000000" + "00020161".repeat(more));
      case NAME_BYTES ->
          Binary.module(
              Binary.section(1, "01" + NO_TYPE),
              Binary.section(2, "01" + count(more) + "61".repeat(more) + "0162 0000"));
      case CONSTANT_INSTRUCTIONS -> module(6, "01 7f00 4100" + "41006a".repeat(more) + "0b");
      case LOCALS -> Binary.oneFunction("01" + count(more) + "7f 0b");
      case ALL_LOCALS -> functions(21, Binary.sized("01" + count(50_000) + "7f 0b").repeat(21));
      case FUNCTION_BYTES -> Binary.oneFunction("00" + "01".repeat(more) + "0b");
      case NESTING -> Binary.oneFunction("00" + "0240".repeat(more) + "0b".repeat(more + 1));
      case LABELS -> Binary.oneFunction("00 4100 0e" + count(more) + "00".repeat(more + 1) + "0b");
      case STACK_MAP_VALUES ->
          Binary.oneFunction("01" + count(50_000) + "7f" + "0240 0b".repeat(401) + "0b");
      case HANDLERS -> Binary.oneFunction("00 1f40" + count(more) + "0200".repeat(more) + "0b 0b");
      case ALL_HANDLERS ->
          functions(
              21, Binary.sized("00 1f40" + count(999) + "0200".repeat(999) + "0b 0b").repeat(21));
      case HANDLER_NESTING ->
          Binary.oneFunction("00" + "1f4000".repeat(more) + "0b".repeat(more + 1));
      case LARGE_FUNCTIONS -> branchingFunctions(more);
    };
  }

  /** Each branch takes 100 values from above another: a few bytes here, many in a method. */
  private static Bytes branchingFunctions(int count) {
    String body =
        "00 0201" + "4100".repeat(101) + "4100 0d00".repeat(200) + "0c00 0b" + "1a".repeat(100);
    return Binary.module(
        Binary.section(1, "02" + NO_TYPE + "6000" + count(100) + "7f".repeat(100)),
        Binary.section(3, count(count) + "00".repeat(count)),
        Binary.section(10, count(count) + Binary.sized(body + "0b").repeat(count)));
  }

  private static String count(int count) {
    return Binary.leb(count);
  }

  private static Bytes module(int section, String content) {
    return Binary.module(Binary.section(section, content));
  }

  /** Functions of no parameters with these bodies. */
  private static Bytes functions(int count, String bodies) {
    return Binary.module(
        Binary.section(1, "01" + NO_TYPE),
        Binary.section(3, count(count) + "00".repeat(count)),
        Binary.section(10, count(count) + bodies));
  }

  private static Bytes imports(int count, int types) {
    return Binary.module(
        Binary.section(1, count(types) + NO_TYPE.repeat(types)),
        Binary.section(2, count(count) + "0161 0162 0000".repeat(count)));
  }
}
