package dev.odeon.protocol;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request failed. The message has the reason on one line, for people; the code has it for
 * programs.
 */
public final class RequestException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ErrorCode code;
  private final transient @Nullable FailedPipeline pipeline;
  private final transient @Nullable RunFailure run;
  private final transient @Nullable RetryAfter retryAfter;

  /** Creates a failure that is not about a run. */
  public RequestException(ErrorCode code, String message) {
    this(code, message, null, null, null);
  }

  /** Creates a failure that is worth another try. */
  public RequestException(ErrorCode code, String message, RetryAfter retryAfter) {
    this(code, message, null, null, retryAfter);
  }

  /** Creates a failure, with the results of the pipeline's steps if it was one. */
  public RequestException(ErrorCode code, String message, @Nullable FailedPipeline pipeline) {
    this(code, message, pipeline, null, null);
  }

  /**
   * Creates a failure of a run, with the results of the pipeline's steps if it was one.
   *
   * @param run what is known of the run that failed; null if none did
   */
  public RequestException(
      ErrorCode code, String message, @Nullable FailedPipeline pipeline, @Nullable RunFailure run) {
    this(code, message, pipeline, run, null);
  }

  RequestException(
      ErrorCode code,
      String message,
      @Nullable FailedPipeline pipeline,
      @Nullable RunFailure run,
      @Nullable RetryAfter retryAfter) {
    // No stack trace: this is a response, and its origin in the code is irrelevant.
    super(message, null, false, false);
    this.code = code;
    this.pipeline = pipeline;
    this.run = run;
    this.retryAfter = retryAfter;
  }

  /**
   * When a request is worth another try.
   *
   * @param millis in how many milliseconds at the earliest
   */
  public record RetryAfter(long millis) {
    static final FieldTable<RetryAfter> FIELDS =
        FieldTable.<RetryAfter>of()
            .required(
                "retry_after_ms",
                FieldKind.COUNT,
                RetryAfter::millis,
                "in how many milliseconds to send it again at the earliest")
            .make(in -> new RetryAfter(in.next()));

    /** What begins in {@code time}, in whole milliseconds, at least one. */
    public static RetryAfter of(Duration time) {
      return new RetryAfter(Math.max(1, time.plusNanos(999_999).toMillis()));
    }
  }

  /**
   * The results of a pipeline that failed.
   *
   * @param step the step that failed; the first is 1
   * @param results one for each step that returned, including the failed one if it did
   */
  public record FailedPipeline(int step, List<RunResult> results) {
    static final FieldTable<FailedPipeline> FIELDS =
        FieldTable.<FailedPipeline>of()
            .required(
                "step",
                FieldKind.WHOLE,
                it -> (long) it.step,
                "the step that failed; the first is 1")
            .required(
                "results",
                FieldKind.list(FieldKind.object(RunResult.FIELDS)),
                FailedPipeline::results,
                "those of the steps before it, and its own if it returned")
            .make(in -> new FailedPipeline(Math.toIntExact(in.<Long>next()), in.next()));

    /** Copies the list. */
    public FailedPipeline {
      results = List.copyOf(results);
    }
  }

  /** The reason, for programs. */
  public ErrorCode code() {
    return code;
  }

  /** The reason, for people. */
  public String text() {
    return String.valueOf(getMessage());
  }

  /** The results of the failed pipeline; null if it was not one. */
  public @Nullable FailedPipeline pipeline() {
    return pipeline;
  }

  /** What is known of the run that failed; null if none did. */
  public @Nullable RunFailure run() {
    return run;
  }

  /** When it is worth another try; null if that is not known. */
  public @Nullable RetryAfter retryAfter() {
    return retryAfter;
  }

  /** The fields of the error in addition to code and message. */
  public JsonFields details() {
    JsonFields details = new JsonFields();
    if (pipeline != null) {
      details.putAll(FailedPipeline.FIELDS.fields(pipeline));
    }
    if (run != null) {
      details.putAll(RunFailure.FIELDS.fields(run));
    }
    if (retryAfter != null) {
      details.putAll(RetryAfter.FIELDS.fields(retryAfter));
    }
    return details;
  }
}
