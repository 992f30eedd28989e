package dev.odeon.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What an answer needs to know of its request.
 *
 * @param type the request's type; {@link #NO_TYPE} where it could not be told
 * @param id the client's name for the request, if it has one
 * @param shape how both are laid out
 */
public record Header(String type, @Nullable RequestId id, Shape shape) {
  /** The type of an answer to what is no request. */
  public static final String NO_TYPE = "Error";

  /** The header of what is no request. */
  public static final Header NONE = new Header(NO_TYPE, null, Shape.FLAT);
}
