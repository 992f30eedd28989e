package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Outcome;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {
  private static final int PAGE = 1 << 16;

  @AutoClose
  private final Engine engine = Wat.engine(EngineConfig.standard().withMemoryBytesMax(16 * PAGE));

  @Test
  void givesUpARunThatFindsItEmpty() {
    CompiledModule module = module(10);
    HostImports imports = Wat.nothing(module);

    assertThatThrownBy(() ->
            module.run(
                Limits.DEFAULT,
                imports,
                _ -> module.run(Limits.DEFAULT, imports, inner -> inner.memory().size())))
        .isInstanceOf(OverloadedException.class)
        .hasMessage("guests hold 655,360 of 1,048,576 bytes: 655,360 more do not fit");
    assertThat(module.run(Limits.DEFAULT, imports, guest -> guest.memory().size()).value())
        .isEqualTo(10L * PAGE);
  }

  @Test
  void neverShowsAGuestThatItIsEmpty() {
    CompiledModule module = module(1);
    HostImports imports = Wat.nothing(module);

    assertThatThrownBy(
            () -> module.run(Limits.DEFAULT, imports, guest -> guest.call("grow_or_trap", 16)))
        .isInstanceOf(OverloadedException.class);
    assertThat(
            module.run(Limits.DEFAULT, imports, guest -> guest.call("grow_or_trap", 15)).outcome())
        .isEqualTo(Outcome.RETURNED);
  }

  @Test
  void countsWhatAMemoryHoldsWhileItGrowsPageByPage() {
    CompiledModule module = module(1);

    Long used =
        module
            .run(
                Limits.DEFAULT,
                Wat.nothing(module),
                guest -> {
                  for (int i = 0; i < 15; i++) {
                    guest.call("grow_or_trap", 1);
                  }
                  return engine.memory().used();
                })
            .value();

    assertThat(used).isEqualTo(16L * PAGE);
  }

  @Test
  void takesIdleInstancesBeforeItIsEmpty() {
    CompiledModule large = module(12);
    CompiledModule other = module(11);
    large.run(Limits.DEFAULT, Wat.nothing(large), _ -> "");
    assertThat(engine.memory().used()).isEqualTo(12L * PAGE);

    other.run(Limits.DEFAULT, Wat.nothing(other), _ -> "");

    assertThat(engine.memory().used()).isEqualTo(11L * PAGE);
  }

  @Test
  void takesTheArraysOfIdleInstancesToo() {
    try (Engine large = Wat.engine(EngineConfig.standard().withMemoryBytesMax(16 << 20))) {
      CompiledModule small = large.compile(Wat.wasm("(module (memory 64))"));
      CompiledModule other = large.compile(Wat.wasm("(module (memory 208))"));
      small.run(Limits.DEFAULT, Wat.nothing(small), _ -> "");
      assertThat(large.memory().used()).isEqualTo(4 << 20);

      assertThat(other.run(Limits.DEFAULT, Wat.nothing(other), _ -> "").outcome())
          .isEqualTo(Outcome.RETURNED);
    }
  }

  @Test
  void isGivenBackWhateverHappens() {
    CompiledModule module = module(3);
    HostImports imports = Wat.nothing(module);

    module.run(Limits.DEFAULT, imports, guest -> guest.call("grow_or_trap", 2000));
    assertThatThrownBy(() ->
            module.run(
                Limits.DEFAULT,
                imports,
                _ -> {
                  throw new IllegalStateException("the body failed");
                }))
        .hasMessage("the body failed");

    assertThat(engine.memory().used()).isZero();
  }

  @Test
  void countsTables() {
    CompiledModule module =
        engine.compile(Wat.wasm("(module (table 40000 funcref) (func (export \"f\")))"));

    Long used =
        module.run(Limits.DEFAULT, Wat.nothing(module), _ -> engine.memory().used()).value();

    assertThat(used).isEqualTo(320_000);
  }

  private CompiledModule module(int pages) {
    return engine.compile(
        Wat.wasm(
            """
            (module (memory (export "memory") %d)
              (func (export "grow_or_trap") (param i32)
                (if (i32.eq (memory.grow (local.get 0)) (i32.const -1)) (then unreachable))))\
            """
                .formatted(pages)));
  }
}
