package dev.odeon.server;

import dev.odeon.base.DiskException;
import dev.odeon.chain.ChainException;
import dev.odeon.engine.Cancellation;
import dev.odeon.engine.LoadException;
import dev.odeon.execution.Execution;
import dev.odeon.execution.ExecutionException;
import dev.odeon.log.LogException;
import dev.odeon.protocol.ActorsRequest;
import dev.odeon.protocol.BinaryRequest;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.Request;
import dev.odeon.protocol.Response;
import dev.odeon.protocol.ServerRequest;
import dev.odeon.protocol.StoreRequest;
import dev.odeon.runtime.ActorException;
import dev.odeon.runtime.Actors;
import dev.odeon.runtime.ManifestException;
import dev.odeon.store.StoreException;
import java.util.function.Supplier;

/**
 * Answers requests out of the execution service and the actors of a home: what a server does behind
 * its socket, and what a program without one can do by itself. Any thread may use it.
 */
public final class Service {
  private final Binaries binaries;
  private final ActorAnswers actors;
  private final StoreAnswers store;
  private final Supplier<String> metrics;

  private Service(
      Binaries binaries, ActorAnswers actors, StoreAnswers store, Supplier<String> metrics) {
    this.binaries = binaries;
    this.actors = actors;
    this.store = store;
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
    return new Service(
        new Binaries(execution, files, actors.ports().disk()),
        new ActorAnswers(actors),
        new StoreAnswers(actors, files),
        metrics);
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
        case ActorsRequest actor -> actors.answer(tenant, actor, cancellation);
        case StoreRequest content -> store.answer(tenant, content);
        case ServerRequest.Head() -> actors.signHead();
        case ServerRequest.Identify() -> actors.identify();
        case ServerRequest.Metrics() -> new Response.MetricsText(metrics.get());
        case ServerRequest.Cancel() -> new Response.CancelTaken(false);
      };
    } catch (RefusedException e) {
      return e.response();
    } catch (ExecutionException e) {
      return Response.Failed.of(Outcomes.code(e.kind()), String.valueOf(e.getMessage()));
    } catch (LoadException e) {
      return failed(Outcomes.code(e.reason()), e);
    } catch (ManifestException | IllegalArgumentException e) {
      return failed(ErrorCode.INVALID_INPUT, e);
    } catch (StoreException.Missing e) {
      return failed(ErrorCode.NOT_FOUND, e);
    } catch (StoreException.TooLarge e) {
      return failed(ErrorCode.TOO_LARGE, e);
    } catch (ActorException | StoreException | ChainException | LogException | DiskException e) {
      // Each says in a line what is wrong and where: the home, not the server.
      return failed(ErrorCode.REFUSED, e);
    }
  }

  private static Response failed(ErrorCode code, RuntimeException e) {
    return Response.Failed.of(code, String.valueOf(e.getMessage()));
  }

  /** Whether the request mostly waits, for the disk or somebody else. */
  boolean waits(String tenant, Request request) {
    return switch (request) {
      case BinaryRequest binary -> binaries.waits(tenant, binary);
      case ActorsRequest _, StoreRequest _, ServerRequest.Head _ -> true;
      case ServerRequest.Cancel _, ServerRequest.Identify _, ServerRequest.Metrics _ -> false;
    };
  }
}
