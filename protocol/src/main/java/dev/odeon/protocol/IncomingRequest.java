package dev.odeon.protocol;

/**
 * A request as received.
 *
 * @param header how to answer it
 * @param tenant the tenant whose request it is
 * @param progress whether the client wants progress lines
 * @param request the request itself
 */
public record IncomingRequest(Header header, String tenant, boolean progress, Request<?> request)
    implements Decoded {}
