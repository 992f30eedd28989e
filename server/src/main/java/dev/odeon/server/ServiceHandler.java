package dev.odeon.server;

import dev.odeon.engine.Cancellation;
import dev.odeon.protocol.Call;
import dev.odeon.protocol.Decoded;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.Header;
import dev.odeon.protocol.RequestId;
import dev.odeon.protocol.RequestReader;
import dev.odeon.protocol.Response;
import dev.odeon.protocol.ResponseWriter;
import dev.odeon.protocol.ServerRequest;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Makes tasks of lines that are requests. */
final class ServiceHandler implements Handler {
  private final Service service;
  private final ServerMeters meters;

  ServiceHandler(Service service, ServerMeters meters) {
    this.service = service;
    this.meters = meters;
  }

  @Override
  public Task task(byte[] array, int from, int size) {
    return new Asked(RequestReader.read(array, from, size));
  }

  @Override
  public Task refusal(ErrorCode code, String message) {
    return new Asked(new Decoded.Refused(Header.NONE, Response.Failed.of(code, message)));
  }

  private final class Asked implements Task {
    private final Decoded decoded;
    private final Cancellation cancellation = new Cancellation();

    private Asked(Decoded decoded) {
      this.decoded = decoded;
    }

    @Override
    public @Nullable RequestId id() {
      return decoded.header().id();
    }

    @Override
    public boolean waits() {
      return decoded instanceof Call call && service.waits(call.tenant(), call.request());
    }

    @Override
    public boolean cancels() {
      return decoded instanceof Call call && call.request() instanceof ServerRequest.Cancel;
    }

    @Override
    public void answer(OutputStream out) {
      write(
          switch (decoded) {
            case Call call -> service.answer(call.tenant(), call.request(), cancellation);
            case Decoded.Refused refused -> refused.why();
          },
          out);
    }

    @Override
    public void answerCancel(boolean found, OutputStream out) {
      write(new Response.CancelTaken(found), out);
    }

    @Override
    public void refuse(ErrorCode code, String message, OutputStream out) {
      write(Response.Failed.of(code, message), out);
    }

    @Override
    public boolean canBeTakenBack() {
      return decoded instanceof Call call && call.request().canBeTakenBack();
    }

    @Override
    public void cancel() {
      cancellation.cancel();
    }

    private void write(Response response, OutputStream out) {
      meters.count(response);
      ResponseWriter.write(decoded.header(), response, out);
    }
  }
}
