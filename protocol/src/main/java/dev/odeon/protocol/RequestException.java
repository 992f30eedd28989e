package dev.odeon.protocol;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request failed. The message says why on one line, for people; the code says it for programs.
 */
public final class RequestException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ErrorCode code;
  private final transient @Nullable FailedPipeline pipeline;

  /** A failure that is no pipeline's. */
  public RequestException(ErrorCode code, String message) {
    this(code, message, null);
  }

  /** A failure, with how far the pipeline came if it is one's. */
  public RequestException(ErrorCode code, String message, @Nullable FailedPipeline pipeline) {
    // Where it was thrown says nothing: it is an answer.
    super(message, null, false, false);
    this.code = code;
    this.pipeline = pipeline;
  }

  /**
   * How far a pipeline came.
   *
   * @param step the step that failed, counted from 1
   * @param results one for each step that ran to its end, the failed one's too if it returned
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

    /** Copies. */
    public FailedPipeline {
      results = List.copyOf(results);
    }
  }

  /** Why, for programs. */
  public ErrorCode code() {
    return code;
  }

  /** Why, for people. */
  public String text() {
    return String.valueOf(getMessage());
  }

  /** How far the pipeline came; null if it was none. */
  public @Nullable FailedPipeline pipeline() {
    return pipeline;
  }

  /** The fields that describe it beside code and message. */
  public JsonFields details() {
    return pipeline == null ? new JsonFields() : FailedPipeline.FIELDS.fields(pipeline);
  }
}
