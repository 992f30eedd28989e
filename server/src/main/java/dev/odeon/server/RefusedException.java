package dev.odeon.server;

import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.Response;

/** A request is not carried out. It never leaves the service. */
final class RefusedException extends RuntimeException {
  private final ErrorCode code;

  RefusedException(ErrorCode code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  Response response() {
    return Response.Failed.of(code, String.valueOf(getMessage()));
  }
}
