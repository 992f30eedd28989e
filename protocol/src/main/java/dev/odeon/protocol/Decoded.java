package dev.odeon.protocol;

/** What a line came to. */
public sealed interface Decoded permits Call, Decoded.Refused {
  /** How it is to be answered. */
  Header header();

  /** It is no request, or not a whole one. */
  record Refused(Header header, Response.Failed why) implements Decoded {}
}
