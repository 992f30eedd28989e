package dev.odeon.server;

import dev.odeon.engine.Cancellation;
import dev.odeon.execution.Execution;
import dev.odeon.execution.ExecutionException;
import dev.odeon.protocol.BinaryRequest;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.Request;
import dev.odeon.protocol.Response;
import dev.odeon.protocol.ServerRequest;
import dev.odeon.runtime.Actors;
import java.util.function.Supplier;

/**
 * Answers requests out of the execution service and the actors of a home: what a server does behind
 * its socket, and what a program without one can do by itself. Any thread may use it.
 */
public final class Service {
  private final Binaries binaries;
  private final Supplier<String> metrics;

  private Service(Binaries binaries, Supplier<String> metrics) {
    this.binaries = binaries;
    this.metrics = metrics;
  }

  /**
   * The service of a home.
   *
   * @param files which files modules are read from
   * @param metrics gives the metrics as Prometheus text
   */
  public static Service of(
      Actors actors, Execution execution, ModuleFiles files, Supplier<String> metrics) {
    return new Service(new Binaries(execution, files, actors.ports().disk()), metrics);
  }

  /**
   * Carries out a request and blocks for what comes of it. What fails is an answer too, never an
   * exception.
   *
   * @param cancellation takes back what runs for it
   */
  public Response answer(String tenant, Request request, Cancellation cancellation) {
    try {
      return switch (request) {
        case BinaryRequest binary -> binaries.answer(tenant, binary, cancellation);
        case ServerRequest.Metrics() -> new Response.MetricsText(metrics.get());
        case ServerRequest.Cancel() -> new Response.CancelTaken(false);
      };
    } catch (RefusedException e) {
      return e.response();
    } catch (ExecutionException e) {
      return Response.Failed.of(Outcomes.code(e.kind()), String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      return Response.Failed.of(ErrorCode.INVALID_INPUT, String.valueOf(e.getMessage()));
    }
  }

  /** Whether the request mostly waits, for the disk or somebody else. */
  boolean waits(String tenant, Request request) {
    return switch (request) {
      case BinaryRequest binary -> binaries.waits(tenant, binary);
      case ServerRequest _ -> false;
    };
  }
}
