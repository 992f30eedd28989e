package dev.odeon.protocol;

import org.jspecify.annotations.Nullable;

/**
 * The parts of a request that its response depends on.
 *
 * @param type the request's type; {@link #NO_TYPE} if it is unknown
 * @param id the client's id for the request; null if it has none
 * @param shape the layout of both
 */
public record Header(String type, @Nullable RequestId id, Shape shape) {
  /** The type of a response to a line that is not a request. */
  public static final String NO_TYPE = "Error";

  /** The header of a line that is not a request. */
  public static final Header NONE = new Header(NO_TYPE, null, Shape.FLAT);
}
