package dev.odeon.protocol;

/** What a line says: a request, or nothing that is one. */
public sealed interface Decoded permits IncomingRequest, Decoded.Malformed {
  /** How it is to be answered. */
  Header header();

  /** It is no request, or not a whole one. */
  record Malformed(Header header, RequestException why) implements Decoded {}
}
