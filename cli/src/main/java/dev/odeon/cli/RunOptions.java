package dev.odeon.cli;

import dev.odeon.engine.Limits;
import dev.odeon.protocol.RunConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that limit a run. */
public final class RunOptions {
  /** A hundred years: more is as good as none, and nanoseconds still count it. */
  private static final long TIMEOUT_MAX = 100L * 365 * 24 * 3600 * 1000;

  @Option(
      names = {"-t", "--timeout"},
      paramLabel = "MS",
      description = "Time limit in milliseconds (for a pipeline: in total).")
  private @Nullable Long timeoutMillis;

  @Option(
      names = {"-m", "--memory"},
      paramLabel = "MB",
      description = "Memory limit in MiB.")
  private @Nullable Long memoryMebibytes;

  @Option(
      names = {"-f", "--fuel"},
      paramLabel = "FUEL",
      description = "Fuel limit.")
  private @Nullable Long fuel;

  /**
   * The limits asked for.
   *
   * @throws Failure if one lets nothing run
   */
  public RunConfig config() {
    require("--timeout", timeoutMillis);
    require("--memory", memoryMebibytes);
    require("--fuel", fuel);
    return new RunConfig(timeoutMillis, memoryMebibytes, fuel);
  }

  /**
   * What a server allows that was given these: {@code usual} where nothing is said.
   *
   * @throws Failure if one lets nothing run
   */
  Limits most(Limits usual) {
    RunConfig config = config();
    Long timeout = config.timeoutMillis();
    Long memory = config.memoryMebibytes();
    Limits most =
        timeout == null ? usual : usual.withTime(Duration.ofMillis(Math.min(timeout, TIMEOUT_MAX)));
    most = memory == null ? most : most.withMemoryBytesMax(memory << 20);
    return config.fuel() == null ? most : most.withFuel(config.fuel());
  }

  private static void require(String name, @Nullable Long value) {
    if (value != null && value < 1) {
      throw Failure.usage("%s %d allows no run: give a positive number".formatted(name, value));
    }
  }
}
