package dev.odeon.protocol;

/**
 * A request as it came.
 *
 * @param header how it is to be answered
 * @param tenant on whose behalf
 * @param request what is asked
 */
public record Call(Header header, String tenant, Request request) implements Decoded {}
