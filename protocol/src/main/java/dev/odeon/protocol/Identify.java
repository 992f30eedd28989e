package dev.odeon.protocol;

/** Asks the server for its identity and its home. */
public record Identify() implements Request<ServerIdentity> {
  /** The operation. */
  public static final Operation<Identify, ServerIdentity> OPERATION =
      Operation.of(
          "Identify",
          "Says which process answers, and which home it has open.",
          () -> FieldTable.none(new Identify()),
          () -> ServerIdentity.FIELDS);

  @Override
  public Operation<Identify, ServerIdentity> operation() {
    return OPERATION;
  }
}
