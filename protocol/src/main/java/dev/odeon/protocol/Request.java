package dev.odeon.protocol;

/** What a client can ask. Its type on the wire is the record's name. */
public sealed interface Request permits BinaryRequest, ActorsRequest, StoreRequest, ServerRequest {
  /** The type on the wire. */
  default String type() {
    return getClass().getSimpleName();
  }

  /**
   * Whether a server can end it once it is begun: what runs plug-ins, and what brings a module, as
   * long as that is compiled. Of anything else the effect is kept as it comes about, and it goes on
   * to its end whoever waits for it.
   */
  default boolean canBeTakenBack() {
    return this instanceof BinaryRequest.Execute
        || this instanceof BinaryRequest.ExecuteChain
        || this instanceof BinaryRequest.LoadBinary
        || this instanceof ActorsRequest.ActorStart
        || this instanceof ActorsRequest.ActorReplay replay && replay.module() != null;
  }
}
