package dev.odeon.cli;

import dev.odeon.engine.Limits;
import dev.odeon.protocol.RunConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that limit a run. */
public final class RunOptions {
  /** A year in milliseconds: no run takes longer. */
  private static final long TIMEOUT_MAX = Duration.ofDays(365).toMillis();

  @Option(
      names = {"-t", "--timeout"},
      paramLabel = "TIME",
      converter = Amounts.Millis.class,
      description = {
        "Limits the time of a run (for a pipeline: in total), in milliseconds or with a unit, such as 5s."
      })
  private @Nullable Duration timeout;

  @Option(
      names = {"-m", "--memory"},
      paramLabel = "SIZE",
      converter = Amounts.Mebibytes.class,
      description = "Limits the memory of a run, in MiB or with a unit, such as 1GiB.")
  private @Nullable Long memoryMebibytes;

  @Option(
      names = {"-f", "--fuel"},
      paramLabel = "FUEL",
      converter = Amounts.Count.class,
      description = "Limits the fuel of a run, such as 1000000 or 1M.")
  private @Nullable Long fuel;

  /**
   * The limits asked for.
   *
   * @throws Failure if one lets nothing run
   */
  public RunConfig config() {
    Long timeoutMillis = timeout == null ? null : timeout.toMillis();
    require("--timeout", timeoutMillis);
    require("--memory", memoryMebibytes);
    require("--fuel", fuel);
    return new RunConfig(timeoutMillis, memoryMebibytes, fuel);
  }

  /**
   * {@code usual}, or what is asked for where that is more.
   *
   * @throws Failure if one lets nothing run
   */
  Limits raised(Limits usual) {
    RunConfig asked = config();
    Duration time = Duration.ofMillis(least(asked.timeoutMillis(), TIMEOUT_MAX));
    Limits raised = time.compareTo(usual.time()) > 0 ? usual.withTime(time) : usual;
    long memory = least(asked.memoryMebibytes(), Long.MAX_VALUE >> 20) << 20;
    return raised
        .withFuel(Math.max(least(asked.fuel(), Long.MAX_VALUE), raised.fuel()))
        .withMemoryBytesMax(Math.max(memory, usual.memoryBytesMax()));
  }

  private static long least(@Nullable Long asked, long most) {
    return asked == null ? 0 : Math.min(asked, most);
  }

  private static void require(String name, @Nullable Long value) {
    if (value != null && value < 1) {
      throw Failure.usage("%s %d allows no run: give a positive number".formatted(name, value));
    }
  }
}
