package dev.odeon.host;

/** Why a function of a capability is called. */
public enum CallPhase {
  /** To answer. */
  READ,
  /** To accept or to refuse. */
  DECIDE,
  /** To accept what it accepted before the turn was interrupted. */
  REPEAT,
  /** To draw the randomness that it drew before it refused: nothing is accepted. */
  REFUSE,
  /** To do something outside. */
  OUTSIDE,
  /** To do something outside that it may have done already, before the turn was interrupted. */
  AGAIN
}
