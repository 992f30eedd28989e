package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.LinearMemory;
import dev.odeon.base.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpareArraysTest {
  private static final int MIB = 1 << 20;

  private final MemoryBudget budget = new MemoryBudget(40 * MIB);
  private final SpareArrays spare = new SpareArrays(budget);

  @AutoClose
  private final Engine engine = Wat.engine(EngineConfig.standard().withIdleInstancesMax(0));

  @Test
  void givesOneOfTheLengthAndEachOnce() {
    byte[] two = new byte[2 * MIB];
    byte[] three = new byte[3 * MIB];
    spare.give(two);
    spare.give(three);
    assertThat(budget.used()).isEqualTo(5 * MIB);

    assertThat(spare.take(2 * MIB)).isSameAs(two);
    assertThat(spare.take(2 * MIB)).isNull();
    assertThat(spare.take(3 * MIB - 1)).isNull();
    assertThat(spare.take(3 * MIB)).isSameAs(three);
    assertThat(budget.used()).isZero();
  }

  @Test
  void keepsNoSmallOnesAndNotTooMany() {
    spare.give(new byte[MIB - 1]);
    assertThat(spare.take(MIB - 1)).isNull();

    byte[] oldest = new byte[4 * MIB];
    spare.give(oldest);
    spare.give(new byte[3 * MIB]);
    spare.give(new byte[2 * MIB]);
    spare.give(new byte[2 * MIB]);

    assertThat(budget.used()).isEqualTo(7 * MIB);
    assertThat(spare.take(4 * MIB)).isNull();
    assertThat(spare.take(3 * MIB)).isNotNull();
  }

  @Test
  void takesNothingThatTheBudgetLacksAndGivesItBack() {
    budget.reserve(39 * MIB);
    spare.give(new byte[2 * MIB]);
    assertThat(spare.take(2 * MIB)).isNull();

    spare.give(new byte[MIB]);
    assertThat(budget.used()).isEqualTo(40 * MIB);
    spare.drop();

    assertThat(budget.used()).isEqualTo(39 * MIB);
    assertThat(spare.take(MIB)).isNull();
  }

  @Test
  void givesNoArrayToTwoThreads() throws InterruptedException {
    Set<byte[]> out =
        Collections.newSetFromMap(Collections.synchronizedMap(new IdentityHashMap<>()));
    Set<String> faults = ConcurrentHashMap.newKeySet();
    spare.give(new byte[MIB]);
    spare.give(new byte[MIB]);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < 20_000; i++) {
                  byte[] mine = spare.take(MIB);
                  if (mine != null) {
                    if (!out.add(mine)) {
                      faults.add("two threads have it");
                    }
                    out.remove(mine);
                    spare.give(mine);
                  }
                }
              }));
    }
    for (Thread each : threads) {
      each.join();
    }

    assertThat(faults).isEmpty();
    assertThat(budget.used()).isEqualTo(2 * MIB);
  }

  /** Of a run that was stopped, that trapped, or that returned, of this module or another. */
  @ParameterizedTest
  @ValueSource(strings = {"(loop $l (br $l))", "unreachable", ""})
  void shows0sWhereAnotherGuestWrote(String end) {
    CompiledModule writes =
        engine.compile(
            Wat.wasm(
                "(module (memory (export \"memory\") 64) (func (export \"run\") (memory.fill (i32.const 0) (i32.const 9) (i32.const 4194304)) %s))"
                    .formatted(end)));
    CompiledModule reads =
        engine.compile(
            Wat.wasm(
                "(module (memory (export \"memory\") 64) (func (export \"grow\") (param i32) (result i32) (memory.grow (local.get 0))))"));
    Limits limits = Limits.DEFAULT.withFuel(10_000_000).withTime(Duration.ofMinutes(1));
    for (int round = 0; round < 3; round++) {
      writes.run(limits, Wat.nothing(writes), guest -> guest.call("run"));
      assertThat(engine.memory().used()).isEqualTo(4 * MIB);

      assertThat(
              reads
                  .run(
                      limits,
                      Wat.nothing(reads),
                      guest -> {
                        assertZeros(guest.memory());
                        assertThat(engine.memory().used()).isEqualTo(4 * MIB);
                        guest.call("grow", 32);
                        assertZeros(guest.memory());
                        return "";
                      })
                  .outcome())
          .isEqualTo(Outcome.RETURNED);
      engine.spareArrays().take(8 * MIB);
    }
  }

  private static void assertZeros(LinearMemory memory) {
    for (int at = 0; at < memory.size(); at += 8) {
      if (memory.i64(at) != 0) {
        throw new AssertionError("not 0 at " + at);
      }
    }
  }

  @Test
  void leavesNothingToWhoStillHasTheMemoryOfARunThatEnded() {
    CompiledModule module = engine.compile(Wat.wasm("(module (memory (export \"memory\") 64))"));
    LinearMemory[] kept = new LinearMemory[1];
    module.run(
        Limits.DEFAULT,
        Wat.nothing(module),
        guest -> {
          kept[0] = guest.memory();
          return "";
        });

    assertThat(kept[0].size()).isZero();
    assertThatThrownBy(() -> kept[0].i8(0)).isInstanceOf(LinearMemory.OutOfBoundsException.class);
  }
}
