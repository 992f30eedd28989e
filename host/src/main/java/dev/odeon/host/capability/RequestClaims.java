package dev.odeon.host.capability;

import java.util.List;

/** The requests that an actor took and has not answered yet, as one turn may answer them. */
public interface RequestClaims {
  /**
   * Claims the request of this id for an answer by this turn.
   *
   * @return false if no such request waits for one
   */
  boolean claim(String requestId);

  /** The requests that this turn may claim still, its own included, the oldest first. */
  List<String> unclaimed();
}
