package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Outcome;
import dev.odeon.base.Outcome.Exhausted;
import dev.odeon.base.Outcome.Limit;
import dev.odeon.base.Threads;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Modules of uncommon shapes run like others. */
class LargeShapesTest {
  @AutoClose private final Engine engine = Wat.engine();

  /** Function i answers i; {@code run} calls the one its argument names, through a table. */
  @Test
  void runsTenThousandFunctions() {
    int count = 10_000;
    StringBuilder types = new StringBuilder(Binary.leb(count + 1));
    StringBuilder bodies = new StringBuilder(Binary.leb(count + 1));
    StringBuilder elements = new StringBuilder("01 00 4100 0b" + Binary.leb(count));
    for (int i = 0; i < count; i++) {
      types.append("00");
      bodies.append(Binary.sized("00 41" + sleb(i) + "0b"));
      elements.append(Binary.leb(i));
    }
    types.append("01");
    bodies.append(Binary.sized("00 2000 110000 0b"));
    CompiledModule module =
        engine.compile(
            Binary.module(
                Binary.section(1, "02 6000017f 60017f017f"),
                Binary.section(3, types.toString()),
                Binary.section(4, "01 70 00" + Binary.leb(count)),
                Binary.section(7, "01" + Binary.sized("72756e") + "00" + Binary.leb(count)),
                Binary.section(9, elements.toString()),
                Binary.section(10, bodies.toString())));

    assertThat(module.interpreted()).isEmpty();
    for (int i = 0; i < count; i += 101) {
      assertThat(answer(module, i)).isEqualTo(i);
    }
  }

  /**
   * One label of {@code br_table} leads to 20, all others to 10. With the second count the function
   * is too large for a method of the JVM.
   */
  @ParameterizedTest
  @CsvSource({"5000, false", "100000, true"})
  void runsAGiantBranchTable(int labels, boolean interpreted) {
    String table = Binary.leb(labels) + "00".repeat(labels - 1) + "01" + "00";
    CompiledModule module =
        engine.compile(one("00 0240 0240 2000 0e" + table + "0b 410a 0f 0b 4114 0b"));

    assertThat(module.interpreted().isEmpty()).isNotEqualTo(interpreted);
    assertThat(answer(module, 0)).isEqualTo(10);
    assertThat(answer(module, labels - 1)).isEqualTo(20);
    assertThat(answer(module, labels)).isEqualTo(10);
    assertThat(answer(module, -1)).isEqualTo(10);
  }

  /** With its loads written out, it would be; with calls of them it is not. */
  @Test
  void compilesWhatIsNotTooLargeForAMethodInItself() {
    int loads = 5_000;
    String sum = "2000 280204 6a".repeat(loads);
    CompiledModule module =
        engine.compile(
            Binary.module(
                Binary.section(1, "01 60017f017f"),
                Binary.section(3, "0100"),
                Binary.section(5, "01 00 01"),
                Binary.section(7, "01" + Binary.sized("72756e") + "0000"),
                Binary.section(10, "01" + Binary.sized("00 4107" + sum + "0b")),
                Binary.section(11, "01 00 4108 0b 01 03")));

    assertThat(module.interpreted()).isEmpty();
    assertThat(answer(module, 4)).isEqualTo(7 + 3 * loads);
  }

  /** Blocks in blocks; a branch goes from the innermost to the outermost, past a trap. */
  @ParameterizedTest
  @CsvSource({"10", "100", "1000", "5000"})
  void runsDeepNesting(int depth) {
    String inner = "2000 0d" + Binary.leb(depth - 1);
    CompiledModule module =
        engine.compile(
            one("00" + "0240".repeat(depth) + inner + "0b".repeat(depth - 1) + "00 0b 2000 0b"));

    assertThat(answer(module, 5)).isEqualTo(5);
    assertThat(
            module
                .run(Limits.DEFAULT, Wat.nothing(module), guest -> guest.call("run", 0))
                .outcome())
        .isEqualTo(new Outcome.Trapped("unreachable", "run"));
  }

  /** Where the JVM interprets, frames are at their largest; the count ends the run all the same. */
  @Test
  void endsRecursionWithManyLocalsByTheCountInAnInterpretingJvm()
      throws IOException, InterruptedException {
    String ended = new Exhausted(Limit.STACK).text();

    assertThat(ChildJvm.lines(Recursion.class, List.of("-Xint")))
        .containsExactly("i32 50000 " + ended, "i64 50000 " + ended);
  }

  /** Writes how recursion ends on a thread like those that guests run on. */
  static final class Recursion {
    private static final int STACK_BYTES = 256 << 20;

    public static void main(String[] arguments) throws InterruptedException {
      CountDownLatch done = new CountDownLatch(1);
      Threads.system()
          .start(
              "guest",
              STACK_BYTES,
              () -> {
                recurse("i32", 50_000);
                recurse("i64", 50_000); // more than a method of the JVM can have
                done.countDown();
              });
      done.await();
    }

    private static void recurse(String type, int locals) {
      String code = "01" + Binary.leb(locals) + (type.equals("i32") ? "7f" : "7e") + "1000 0b";
      try (Engine engine = Wat.engine()) {
        CompiledModule module = engine.compile(Binary.oneFunction(code));
        Limits limits = Limits.DEFAULT.withTime(Duration.ofMinutes(2));
        Outcome outcome =
            module.run(limits, Wat.nothing(module), guest -> guest.call("run")).outcome();
        System.out.printf("%s %d %s%n", type, locals, outcome.text());
      }
    }
  }

  /** A module with one function from i32 to i32, {@code run}. */
  private static Bytes one(String code) {
    return Binary.module(
        Binary.section(1, "01 60017f017f"),
        Binary.section(3, "0100"),
        Binary.section(7, "01" + Binary.sized("72756e") + "0000"),
        Binary.section(10, "01" + Binary.sized(code)));
  }

  private static int answer(CompiledModule module, int argument) {
    RunResult<long[]> run =
        module.run(Limits.DEFAULT, Wat.nothing(module), guest -> guest.call("run", argument));
    assertThat(run.outcome()).isEqualTo(Outcome.RETURNED);
    return (int) run.value()[0];
  }

  private static String sleb(int value) {
    return "%02x%02x%02x".formatted(value & 0x7f | 0x80, value >> 7 & 0x7f | 0x80, value >> 14);
  }
}
