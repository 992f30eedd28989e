package dev.odeon.protocol;

/**
 * Cancels the request of this connection that has the same id. The server answers it under that id,
 * in addition to the response of the cancelled request.
 */
public record Cancel() implements Request<Cancel.Result> {
  /** The operation. */
  public static final Operation<Cancel, Result> OPERATION =
      Operation.of(
          "Cancel",
          "Cancels the request of this connection that has the same id, if it can be cancelled.",
          () -> FieldTable.none(new Cancel()),
          () ->
              FieldTable.<Result>of()
                  .required(
                      "cancelled",
                      FieldKind.FLAG,
                      Result::cancelled,
                      "whether there was one that could be cancelled")
                  .make(in -> new Result(in.next())));

  /** Whether there was a request that could be cancelled. */
  public record Result(boolean cancelled) {}

  @Override
  public Operation<Cancel, Result> operation() {
    return OPERATION;
  }
}
