package dev.odeon.server;

import dev.odeon.base.Clock;
import dev.odeon.engine.Cancellation;
import dev.odeon.protocol.Cancel;
import dev.odeon.protocol.Decoded;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.Header;
import dev.odeon.protocol.IncomingRequest;
import dev.odeon.protocol.ProgressListener;
import dev.odeon.protocol.Request;
import dev.odeon.protocol.RequestException;
import dev.odeon.protocol.RequestId;
import dev.odeon.protocol.RequestReader;
import dev.odeon.protocol.ResponseWriter;
import dev.odeon.protocol.StreamOperation;
import dev.odeon.protocol.StreamRequest;
import dev.odeon.service.RequestContext;
import dev.odeon.service.Service;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Decodes lines as requests and carries them out with a {@link Service}. */
final class ServiceHandler implements Handler {
  /** The least time between two progress lines of a request. */
  private static final long PROGRESS_NANOS = 100_000_000;

  private final Service service;
  private final RequestReader reader;
  private final ServerMeters meters;
  private final Clock clock;
  private final RequestLog log;
  private final String principal;

  ServiceHandler(Service service, ServerMeters meters, Clock clock, boolean logRequests) {
    this(
        service,
        new RequestReader(service::operation),
        meters,
        clock,
        new RequestLog(clock, logRequests),
        "unknown");
  }

  private ServiceHandler(
      Service service,
      RequestReader reader,
      ServerMeters meters,
      Clock clock,
      RequestLog log,
      String principal) {
    this.service = service;
    this.reader = reader;
    this.meters = meters;
    this.clock = clock;
    this.log = log;
    this.principal = principal;
  }

  @Override
  public Handler of(String user) {
    return new ServiceHandler(service, reader, meters, clock, log, user);
  }

  @Override
  public Task task(byte[] array, int from, int size) {
    return new RequestTask(reader.read(array, from, size));
  }

  @Override
  public Task refusal(ErrorCode code, String message) {
    return new RequestTask(new Decoded.Malformed(Header.NONE, new RequestException(code, message)));
  }

  private final class RequestTask implements Task {
    private final Decoded decoded;
    private final Cancellation cancellation = new Cancellation();

    private RequestTask(Decoded decoded) {
      this.decoded = decoded;
    }

    @Override
    public @Nullable RequestId id() {
      return decoded.header().id();
    }

    @Override
    public boolean waits() {
      return decoded instanceof IncomingRequest incoming
          && service.waits(incoming.request(), incoming.tenant());
    }

    @Override
    public boolean cancels() {
      return decoded instanceof IncomingRequest incoming && incoming.request() instanceof Cancel;
    }

    @Override
    public void answer(OutputStream out, Lines lines) {
      switch (decoded) {
        case IncomingRequest incoming -> answer(incoming, incoming.request(), out, lines);
        case Decoded.Malformed malformed -> fail(malformed.why(), out);
      }
    }

    private <R> void answer(
        IncomingRequest incoming, Request<R> request, OutputStream out, Lines lines) {
      long begun = log.begin();
      R result;
      try {
        result = service.call(request, context(incoming, request, out, lines));
      } catch (RequestException e) {
        log.failed(incoming, begun, e);
        fail(e, out);
        return;
      }
      log.answered(incoming, begun);
      meters.count(null);
      ResponseWriter.result(decoded.header(), request.operation(), result, out);
    }

    private RequestContext context(
        IncomingRequest incoming, Request<?> request, OutputStream out, Lines lines) {
      Header header = incoming.header();
      return new RequestContext(
          incoming.tenant(),
          cancellation,
          incoming.progress() ? new ProgressLines(header, out, lines) : ProgressListener.UNHEARD,
          request instanceof StreamRequest<?, ?>
              ? item -> {
                synchronized (this) {
                  item(header, request, item, out);
                  lines.handOn(false);
                }
              }
              : RequestContext.UNHEARD,
          principal,
          () -> {
            synchronized (this) {
              lines.handOn(true);
            }
          });
    }

    @SuppressWarnings("unchecked")
    private static <I> void item(Header header, Request<?> request, I item, OutputStream out) {
      // Only the handler of a stream operation emits items.
      ResponseWriter.item(header, (StreamOperation<?, I, ?>) request.operation(), item, out);
    }

    @Override
    public void answerCancel(boolean found, OutputStream out) {
      meters.count(null);
      ResponseWriter.result(decoded.header(), Cancel.OPERATION, new Cancel.Result(found), out);
    }

    @Override
    public void refuse(ErrorCode code, String message, OutputStream out) {
      fail(new RequestException(code, message), out);
    }

    private void fail(RequestException why, OutputStream out) {
      meters.count(why.code());
      ResponseWriter.failure(decoded.header(), why, out);
    }

    @Override
    public boolean isCancellable() {
      return decoded instanceof IncomingRequest incoming && incoming.request().isCancellable();
    }

    @Override
    public void cancel() {
      cancellation.cancel();
    }

    /** Writes progress lines, limited in rate. The operation may report from another thread. */
    private final class ProgressLines implements ProgressListener {
      private final Header header;
      private final OutputStream out;
      private final Lines lines;
      private long due = clock.nanos() + PROGRESS_NANOS;

      private ProgressLines(Header header, OutputStream out, Lines lines) {
        this.header = header;
        this.out = out;
        this.lines = lines;
      }

      @Override
      public void at(long done, long total) {
        synchronized (RequestTask.this) {
          long now = clock.nanos();
          if (now - due >= 0) {
            due = now + PROGRESS_NANOS;
            ResponseWriter.progress(header, done, total, out);
            lines.handOn(true);
          }
        }
      }
    }
  }
}
