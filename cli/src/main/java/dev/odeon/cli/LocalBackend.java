package dev.odeon.cli;

import dev.odeon.engine.Cancellation;
import dev.odeon.execution.Execution;
import dev.odeon.execution.ExecutionConfig;
import dev.odeon.protocol.ProgressListener;
import dev.odeon.protocol.Request;
import dev.odeon.protocol.StreamRequest;
import dev.odeon.runtime.Actors;
import dev.odeon.service.RequestContext;
import dev.odeon.service.Service;
import dev.odeon.service.ServiceConfig;
import java.util.function.Consumer;

/** The home itself, opened by this process for as long as the command runs. */
final class LocalBackend implements Backend {
  private final Actors actors;
  private final Execution execution;
  private final Service service;
  private final String tenant;

  private LocalBackend(Actors actors, Execution execution, String tenant) {
    this.actors = actors;
    this.execution = execution;
    this.service = Service.of(actors, execution, ServiceConfig.command());
    this.tenant = tenant;
  }

  /** The backend on {@code actors}, which are closed with it. */
  static Backend of(Console console, Actors actors) {
    try {
      return new LocalBackend(
          actors, Execution.open(actors, ExecutionConfig.defaults()), Keys.tenant(console));
    } catch (RuntimeException e) {
      actors.close();
      throw e;
    }
  }

  @Override
  public <R> R ask(Request<R> request, ProgressListener progress) {
    return service.call(
        request, new RequestContext(tenant, new Cancellation(), progress, RequestContext.UNHEARD));
  }

  @Override
  @SuppressWarnings("unchecked")
  public <I, R> R stream(
      StreamRequest<I, R> request, Consumer<? super I> items, ProgressListener progress) {
    // The operation of the request gives items of that type.
    Consumer<Object> each = item -> items.accept((I) item);
    return service.call(request, new RequestContext(tenant, new Cancellation(), progress, each));
  }

  @Override
  public void close() {
    service.close();
    execution.close();
    actors.close();
  }
}
