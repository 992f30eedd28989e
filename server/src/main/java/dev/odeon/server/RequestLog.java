package dev.odeon.server;

import dev.odeon.base.Clock;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.IncomingRequest;
import dev.odeon.protocol.RequestException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Logs requests: those that failed because something is damaged or too much was asked always, each
 * one if that is configured. The log of each has a name of its own, {@code dev.odeon.requests}.
 */
final class RequestLog {
  private static final Logger LOG = System.getLogger(RequestLog.class.getName());
  private static final Logger EACH = System.getLogger("dev.odeon.requests");
  private static final long NANOS_A_MICROSECOND = 1000;

  private final Clock clock;
  private final boolean each;

  /** {@code each} is whether each request is logged. */
  RequestLog(Clock clock, boolean each) {
    this.clock = clock;
    this.each = each;
  }

  /** When a request begins, if somebody is to know. */
  long begin() {
    return each ? clock.nanos() : 0;
  }

  /** The request was carried out. */
  void answered(IncomingRequest request, long begun) {
    if (each) {
      write(request, begun, "ok");
    }
  }

  /** The request failed. */
  void failed(IncomingRequest request, long begun, RequestException why) {
    if (why.code() == ErrorCode.DAMAGED || why.code() == ErrorCode.OVERLOADED) {
      LOG.log(
          Level.WARNING,
          "request failed type={0} tenant={1} code={2} reason={3}",
          request.request().operation().type(),
          request.tenant(),
          why.code().text(),
          why.getMessage());
    }
    if (each) {
      write(request, begun, why.code().text());
    }
  }

  private void write(IncomingRequest request, long begun, String result) {
    EACH.log(
        Level.INFO,
        "request type={0} tenant={1} us={2} result={3}",
        request.request().operation().type(),
        request.tenant(),
        (clock.nanos() - begun) / NANOS_A_MICROSECOND,
        result);
  }
}
