package dev.odeon.cli;

import dev.odeon.engine.Cancellation;
import dev.odeon.execution.Execution;
import dev.odeon.execution.ExecutionConfig;
import dev.odeon.protocol.ProgressListener;
import dev.odeon.protocol.Request;
import dev.odeon.protocol.StreamRequest;
import dev.odeon.runtime.actor.Actors;
import dev.odeon.server.Server;
import dev.odeon.service.HomeMeters;
import dev.odeon.service.RequestContext;
import dev.odeon.service.Service;
import dev.odeon.service.ServiceConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The home itself, opened by this process for as long as the command runs. */
final class LocalBackend implements Backend {
  /** How long a command that made actors act waits for their messages and timers. */
  private static final Duration DELIVERY = Duration.ofSeconds(5);

  private final Actors actors;
  private final Execution execution;
  private final Service service;
  private final String tenant;
  private final Console console;

  private LocalBackend(
      Console console, Actors actors, Execution execution, Supplier<String> metrics) {
    this.console = console;
    this.actors = actors;
    this.execution = execution;
    this.service = Service.of(actors, execution, ServiceConfig.command(metrics));
    this.tenant = Keys.tenant(console);
  }

  /** The backend on {@code actors}, which are closed with it. */
  static Backend of(Console console, Actors actors) {
    return of(console, actors, new RunOptions());
  }

  /** The same, where runs may use what {@code limits} ask for, if that is more than usual. */
  static Backend of(Console console, Actors actors, RunOptions limits) {
    ExecutionConfig config = ExecutionConfig.defaults();
    return of(console, actors, config.withLimits(limits.raised(config.limits())), () -> "");
  }

  /** The backend on the command's home, with metrics. */
  static Backend measured(Console console) {
    PrometheusMeterRegistry meters = Server.meters();
    Actors actors = LocalHome.reading(console);
    HomeMeters.register(meters, actors);
    return of(console, actors, ExecutionConfig.defaults().withMeters(meters), meters::scrape);
  }

  private static Backend of(
      Console console, Actors actors, ExecutionConfig config, Supplier<String> metrics) {
    try {
      return new LocalBackend(console, actors, Execution.open(actors, config), metrics);
    } catch (RuntimeException e) {
      actors.close();
      throw e;
    }
  }

  @Override
  public <R> R ask(Request<R> request, ProgressListener progress) {
    return call(request, progress, RequestContext.UNHEARD);
  }

  @Override
  @SuppressWarnings("unchecked")
  public <I, R> R stream(
      StreamRequest<I, R> request, Consumer<? super I> items, ProgressListener progress) {
    // The operation of the request gives items of that type.
    Consumer<Object> each = item -> items.accept((I) item);
    return call(request, progress, each);
  }

  private <R> R call(Request<R> request, ProgressListener progress, Consumer<Object> items) {
    Cancellation cancellation = new Cancellation();
    try (Interruption _ = Interruption.handle(console, () -> interrupt(request, cancellation))) {
      return service.call(
          request,
          new RequestContext(
              tenant, cancellation, progress, items, System.getProperty("user.name", "unknown")));
    }
  }

  /** The process has the home and ends: that is as good as a kill, which loses nothing durable. */
  private static String interrupt(Request<?> request, Cancellation cancellation) {
    cancellation.cancel();
    return InterruptedMessage.of(request)
        .map(InterruptedMessage::again)
        .orElse("what was not finished was not kept");
  }

  @Override
  public boolean allowsMore() {
    return true;
  }

  @Override
  public void close() {
    // No server goes on with what actors have sent each other, or with what is due.
    boolean _ = actors.awaitDelivered(DELIVERY);
    service.close();
    execution.close();
    actors.close();
  }
}
