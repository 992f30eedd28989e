package dev.odeon.protocol;

/** A decoded line: a request, or the reason why it is not one. */
public sealed interface Decoded permits IncomingRequest, Decoded.Malformed {
  /** How to answer the line. */
  Header header();

  /** The line is not a valid request. */
  record Malformed(Header header, RequestException why) implements Decoded {}
}
