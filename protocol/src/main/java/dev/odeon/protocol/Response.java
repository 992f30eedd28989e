package dev.odeon.protocol;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a request came to. */
public sealed interface Response {
  /** A binary is loaded, {@code size} bytes of module. */
  record Loaded(UUID binaryId, long size) implements Response {}

  /** A binary ran. A return code other than 0 is in the result. */
  record Ran(RunResult result) implements Response {}

  /**
   * A pipeline ran to its end.
   *
   * @param results one a step
   * @param timeMillis how long all took
   */
  record Chained(List<RunResult> results, long timeMillis) implements Response {
    /** Copies. */
    public Chained {
      results = List.copyOf(results);
    }
  }

  /** The binaries of a tenant. */
  record Binaries(List<BinaryEntry> binaries) implements Response {
    /** Copies. */
    public Binaries {
      binaries = List.copyOf(binaries);
    }
  }

  /** A binary is unloaded. */
  record Unloaded(String message) implements Response {}

  /** Whether there was a request of that id to take back. */
  record CancelTaken(boolean found) implements Response {}

  /** The server's metrics as Prometheus text. */
  record MetricsText(String text) implements Response {}

  /** What was asked about actors or the store. */
  record Told(Facts facts) implements Response {}

  /**
   * It failed.
   *
   * @param code why, for programs
   * @param message why, for people, on one line
   * @param chain how far a pipeline had come, if it is one
   */
  record Failed(ErrorCode code, String message, @Nullable FailedChain chain) implements Response {
    /** A failure that is no pipeline's. */
    public static Failed of(ErrorCode code, String message) {
      return new Failed(code, message, null);
    }
  }

  /**
   * How far a pipeline had come.
   *
   * @param step the step that failed, counted from 1
   * @param results one for each step that ran to its end, the failed one's too if it returned
   */
  record FailedChain(int step, List<RunResult> results) {
    /** Copies. */
    public FailedChain {
      results = List.copyOf(results);
    }
  }
}
