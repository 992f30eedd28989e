package dev.odeon.protocol;

/**
 * A request as it came.
 *
 * @param header how it is to be answered
 * @param tenant on whose behalf
 * @param progress whether the client wants to hear how far it is
 * @param request what is asked
 */
public record IncomingRequest(Header header, String tenant, boolean progress, Request<?> request)
    implements Decoded {}
