package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import org.jspecify.annotations.Nullable;

/** Asks something about actors. Answered by {@link Response.Told}. */
public sealed interface ActorsRequest extends Request {
  /**
   * Starts an actor, or lets it run again after a stop.
   *
   * @param manifest the manifest, TOML
   * @param module the module that it describes
   * @param name the actor's id; null for the one in the manifest
   * @param timeoutMillis how long compiling the module may take, waiting included; null for what
   *     the server allows
   */
  record ActorStart(
      String manifest, Bytes module, @Nullable String name, @Nullable Long timeoutMillis)
      implements ActorsRequest {
    /** A start that takes as long as the server allows. */
    public ActorStart(String manifest, Bytes module, @Nullable String name) {
      this(manifest, module, name, null);
    }
  }

  /**
   * Sends a one-way message.
   *
   * @param actor to whom
   * @param message what is sent
   * @param awaited whether the answer waits for the block; else it promises nothing
   */
  record ActorMessage(String actor, Sent message, boolean awaited) implements ActorsRequest {}

  /** Sends a message that is replied to. */
  record ActorRequest(String actor, Sent message) implements ActorsRequest {}

  /**
   * What is sent to an actor.
   *
   * @param body what it says
   * @param id the sender's name for it, under which it takes effect once; null for a random one
   * @param correlation a name that travels along with what it causes
   * @param deadlineMillis how long it may wait for its turn
   */
  record Sent(
      Bytes body,
      @Nullable String id,
      @Nullable String correlation,
      @Nullable Long deadlineMillis) {}

  /**
   * Lists the actors of the tenant.
   *
   * @param all whether its plug-ins are listed too, those that were unloaded among them
   */
  record ActorList(boolean all) implements ActorsRequest {}

  /** Asks for the state after the block of height {@code at}; null for the last. */
  record ActorState(String actor, @Nullable Long at) implements ActorsRequest {}

  /**
   * Asks for blocks, as many as fit into one answer; it says where to go on.
   *
   * @param from the first height
   * @param to the last height; null for the end
   * @param raw whether they come as they are kept, instead of as what they say
   */
  record ActorEvents(String actor, long from, @Nullable Long to, boolean raw)
      implements ActorsRequest {}

  /** Stops an actor. */
  record ActorStop(String actor, @Nullable String reason) implements ActorsRequest {}

  /**
   * Runs the history of an actor again, with its own module or another.
   *
   * @param timeoutMillis how long compiling the other one may take, waiting included; null for what
   *     the server allows
   */
  record ActorReplay(String actor, @Nullable Bytes module, @Nullable Long timeoutMillis)
      implements ActorsRequest {
    /** A replay that takes as long as the server allows. */
    public ActorReplay(String actor, @Nullable Bytes module) {
      this(actor, module, null);
    }
  }
}
