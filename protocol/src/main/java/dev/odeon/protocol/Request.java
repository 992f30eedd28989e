package dev.odeon.protocol;

/** What a client can ask. Its type on the wire is the record's name. */
public sealed interface Request permits BinaryRequest, ActorsRequest, StoreRequest, ServerRequest {
  /** The type on the wire. */
  default String type() {
    return getClass().getSimpleName();
  }
}
