package dev.odeon.runtime;

import dev.odeon.base.Key;

/**
 * Something asked of the actors cannot be done: one line that says what, where and what to do next.
 */
public class ActorException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What a caller may decide on. */
  public enum Reason {
    /** There is no such actor, plug-in or block. */
    NOT_FOUND,
    /** The actor does not take it as it is: it runs already, does not run, or has other code. */
    CONFLICT,
    /** The manifest is not one, or asks for what cannot be given. */
    INVALID_MANIFEST,
    /** The module cannot run, or needs what it is not granted. */
    INVALID_MODULE,
    /** What the home keeps is not as it was left, or lacks something that is named. */
    DAMAGED,
    /** A turn does not do again what it did. */
    DIVERGED,
    /** Only a newer Odeon can do it. */
    UNSUPPORTED,
    /** The guest rejected the request. */
    REJECTED,
    /** The guest trapped, ran into a limit, or was cancelled. */
    GUEST_FAILED,
    /** The request was not taken, or is not recorded yet: send it again under the same id. */
    RETRY,
    /** The body is larger than allowed. */
    TOO_LARGE,
    /** The tenant keeps as many bytes as it may. */
    QUOTA,
    /** The guest has taken the request and not answered it yet: send it again to wait on. */
    UNANSWERED,
    /** Nothing answered the request until its deadline: it is closed. */
    EXPIRED,
    /** The actor cancelled the request: it is closed. */
    WITHDRAWN,
    /** The request has an answer already. */
    ALREADY_ANSWERED,
    /** The actor, or the home, is paused: send it again once it is resumed. */
    PAUSED,
    /** The actors are closing, or closed. */
    CLOSED,
    /** The host itself failed. */
    FAILED
  }

  private final Reason reason;

  /** A refusal in words for people. */
  public ActorException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** A refusal with its cause. */
  public ActorException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** There is no actor {@code key}. */
  public static ActorException noSuchActor(Key key) {
    return new ActorException(Reason.NOT_FOUND, "there is no actor %s".formatted(key));
  }

  /** What is in the way. */
  public Reason reason() {
    return reason;
  }
}
