package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Clock;
import dev.odeon.base.Outcome;
import dev.odeon.base.Threads;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A run that gives way is the same as one that does not, but for what others do meanwhile. */
@Timeout(60)
class RunPacingTest {
  private static final long MS = 1_000_000;
  private static final Limits LIMITS = Limits.DEFAULT.withTime(Duration.ofSeconds(2));

  /** Some hundred slices of fuel. */
  private static final String COUNTS =
      """
      (module (func (export "run") (result i64) (local $i i64)
        (loop $l
          (local.set $i (i64.add (local.get $i) (i64.const 1)))
          (br_if $l (i64.lt_u (local.get $i) (i64.const 10000000))))
        (local.get $i)))
      """;

  private static final String ENDLESS = "(module (func (export \"run\") (loop $l (br $l))))";

  /** A millisecond passes at each look of the guest's thread, none for others. */
  private static final class LookedAt implements Clock {
    private final Thread guest = Thread.currentThread();
    private volatile long nanos;

    @Override
    public long millis() {
      return 0;
    }

    @Override
    public long nanos() {
      if (Thread.currentThread() == guest) {
        nanos += MS;
      }
      return nanos;
    }
  }

  private final LookedAt clock = new LookedAt();

  private static final class Pacing implements RunPacing {
    private final Runnable meanwhile;
    private boolean contended = true;
    private int asked;
    private int gaveWay;

    Pacing(Runnable meanwhile) {
      this.meanwhile = meanwhile;
    }

    @Override
    public boolean mustGiveWay(GuestRun run) {
      asked++;
      return contended;
    }

    @Override
    public void giveWay(GuestRun run) {
      gaveWay++;
      meanwhile.run();
    }
  }

  private RunResult<long[]> run(String wat, RunPacing pacing, Cancellation cancellation) {
    try (Engine engine =
        Engine.open(EngineConfig.standard().withPacing(pacing), clock, Threads.system())) {
      CompiledModule module = engine.compile(Wat.wasm(wat));
      HostImports imports = module.link(_ -> Optional.empty());
      return module.run(LIMITS, imports, cancellation, guest -> guest.call("run"));
    }
  }

  @Test
  void makesNoDifferenceToTheResult() {
    Pacing pacing = new Pacing(() -> {});
    RunResult<long[]> alone = run(COUNTS, RunPacing.NONE, new Cancellation());
    RunResult<long[]> giving = run(COUNTS, pacing, new Cancellation());

    assertThat(pacing.gaveWay).isGreaterThan(10);
    assertThat(giving.outcome()).isEqualTo(alone.outcome()).isEqualTo(Outcome.RETURNED);
    assertThat(Arrays.toString(giving.value())).isEqualTo("[10000000]");
    assertThat(giving.fuel()).isEqualTo(alone.fuel());
    assertThat(giving.stackSlots()).isEqualTo(alone.stackSlots());
  }

  /** A month passes in each wait, and two seconds are its limit. */
  @Test
  void doesNotCountTheWaitAsTimeOfTheRun() {
    Pacing pacing = new Pacing(() -> clock.nanos += Duration.ofDays(30).toNanos());

    assertThat(run(COUNTS, pacing, new Cancellation()).outcome()).isEqualTo(Outcome.RETURNED);
    assertThat(pacing.gaveWay).isGreaterThan(10);
  }

  @Test
  void stillEndsAtItsLimit() {
    Pacing pacing = new Pacing(() -> {});

    assertThat(run(ENDLESS, pacing, new Cancellation()).outcome())
        .isEqualTo(new Outcome.Exhausted(Outcome.Limit.TIME));
    assertThat(pacing.gaveWay).isGreaterThan(10);
  }

  @Test
  void endsIfItIsCancelledWhileOthersRun() {
    Cancellation cancellation = new Cancellation();

    assertThat(run(ENDLESS, new Pacing(cancellation::cancel), cancellation).outcome())
        .isEqualTo(new Outcome.Cancelled());
  }

  @Test
  void isAskedAgainWhereNobodyCameFirst() {
    Pacing pacing = new Pacing(() -> {});
    pacing.contended = false;

    assertThat(run(COUNTS, pacing, new Cancellation()).outcome()).isEqualTo(Outcome.RETURNED);
    assertThat(pacing.asked).isGreaterThan(50);
    assertThat(pacing.gaveWay).isZero();
  }
}
