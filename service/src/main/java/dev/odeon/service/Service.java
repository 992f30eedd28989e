package dev.odeon.service;

import dev.odeon.execution.Execution;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.Operation;
import dev.odeon.protocol.Request;
import dev.odeon.protocol.RequestException;
import dev.odeon.runtime.actor.Actors;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Carries out requests on a home: behind a server's socket, or directly in a program that has the
 * home open itself. Thread-safe.
 */
public final class Service implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Service.class.getName());

  private final Actors actors;
  private final Execution execution;
  private final Uploads uploads;
  private final Map<String, OperationHandler<?, ?>> own = new LinkedHashMap<>();

  /** The handlers of providers; null before the first lookup. */
  private volatile @Nullable Map<String, OperationHandler<?, ?>> provided;

  private Service(Actors actors, Execution execution, Uploads uploads) {
    this.actors = actors;
    this.execution = execution;
    this.uploads = uploads;
  }

  /**
   * Returns the service of a home. The actors and the execution service stay the caller's to close.
   */
  public static Service of(Actors actors, Execution execution, ServiceConfig config) {
    Uploads uploads = new Uploads(actors);
    Service service = new Service(actors, execution, uploads);
    TenantStore store = new TenantStore(actors);
    CodeSource code = new CodeSource(actors, store);
    List.of(
            new ExecuteHandler(execution),
            new ExecuteChainHandler(execution),
            new LoadBinaryHandler(execution, config.files(), actors.ports().disk()),
            new ListBinariesHandler(execution, config.forOneCommand()),
            new UnloadBinaryHandler(execution),
            new ActorStartHandler(actors, code),
            new ActorUpgradeHandler(actors, code),
            new ActorMessageHandler(actors),
            new ActorRequestHandler(actors, config.forOneCommand()),
            new ActorListHandler(actors),
            new ActorChannelsHandler(actors),
            new ActorLogsHandler(actors),
            new ActorTimersHandler(actors),
            new ActorStateHandler(actors),
            new ActorEventsHandler(actors),
            new EventsHandler(actors),
            new ActorShowHandler(actors),
            new ActorRequestsHandler(actors),
            new ActorReplyHandler(actors),
            new ActorTopHandler(actors),
            PauseHandler.pausing(actors),
            PauseHandler.resuming(actors),
            new ActorStopHandler(actors),
            new ActorLettersHandler(actors),
            new ActorLetterRedeliverHandler(actors),
            new ActorLetterDropHandler(actors),
            new ActorRemoveHandler(actors),
            new ActorReplayHandler(actors),
            new ActorWhatIfHandler(actors, code),
            new StorePutHandler(store, uploads, config.files()),
            new StoreUploadHandler(uploads),
            new StoreGetHandler(store),
            new StoreShowHandler(store),
            new StoreDescribeHandler(store),
            new StoreLabelHandler(store),
            new StoreUnlabelHandler(store),
            new StoreLabelsHandler(store),
            new StoreListHandler(store),
            new StoreSizeHandler(store),
            new StoreGcHandler(store),
            new StoreNewHandler(store),
            new StoreStoresHandler(store),
            new TenantSetHandler(actors),
            new TenantListHandler(actors),
            new TenantShowHandler(actors),
            new StatusHandler(actors, execution, config.server()),
            new SignHeadHandler(actors),
            new IdentifyHandler(actors),
            new MetricsHandler(config.metrics()),
            new CancelHandler())
        .forEach(handler -> service.own.put(handler.operation().type(), handler));
    return service;
  }

  /** Returns the operation of that type; null if there is none. */
  public @Nullable Operation<?, ?> operation(String type) {
    OperationHandler<?, ?> handler = handler(type);
    return handler == null ? null : handler.operation();
  }

  /** The built-in operations, in the order of the reference page. */
  public Collection<Operation<?, ?>> operations() {
    return Collections.unmodifiableList(
        own.values().stream().<Operation<?, ?>>map(OperationHandler::operation).toList());
  }

  /**
   * Carries out a request and blocks until it is done.
   *
   * @throws RequestException if it fails
   */
  public <R> R call(Request<R> request, RequestContext context) {
    try {
      return handler(request).handle(request, context.of(request));
    } catch (RuntimeException e) {
      if (Failures.isOfDisk(e)) {
        LOG.log(
            Level.WARNING,
            "the disk failed a request type={0} reason={1}",
            request.operation().type(),
            e.getMessage());
      }
      RequestException failure = e instanceof RequestException known ? known : Failures.of(e);
      if (failure.code() != ErrorCode.CANCELLED
          && request.isCancellable()
          && context.cancellation().cancelled()) {
        // It may have failed of something else since, which its caller no longer waits for.
        throw RequestContext.cancelled();
      }
      throw failure;
    }
  }

  /**
   * Returns whether a request mostly waits, for the disk or for another party, instead of using the
   * processor.
   */
  public boolean waits(Request<?> request, String tenant) {
    return waitsOf(request, tenant);
  }

  private <R, Q extends Request<R>> boolean waitsOf(Q request, String tenant) {
    return handler(request).waits(request, tenant);
  }

  /** Discards what belongs to requests that would have continued it, such as unfinished uploads. */
  @Override
  public void close() {
    uploads.close();
  }

  @SuppressWarnings("unchecked")
  private <R, Q extends Request<R>> OperationHandler<Q, R> handler(Q request) {
    String type = request.operation().type();
    OperationHandler<?, ?> handler = handler(type);
    if (handler == null) {
      throw new RequestException(
          ErrorCode.INVALID_INPUT, "there is no request of type '%s'".formatted(type));
    }
    // A type belongs to one operation, whose requests are of one class.
    return (OperationHandler<Q, R>) handler;
  }

  private @Nullable OperationHandler<?, ?> handler(String type) {
    OperationHandler<?, ?> handler = own.get(type);
    return handler != null ? handler : provided().get(type);
  }

  private Map<String, OperationHandler<?, ?>> provided() {
    Map<String, OperationHandler<?, ?>> known = provided;
    if (known == null) {
      known = load();
      provided = known;
    }
    return known;
  }

  private synchronized Map<String, OperationHandler<?, ?>> load() {
    Map<String, OperationHandler<?, ?>> known = provided;
    if (known != null) {
      return known;
    }
    Map<String, OperationHandler<?, ?>> found = new LinkedHashMap<>();
    for (OperationProvider provider : ServiceLoader.load(OperationProvider.class)) {
      for (OperationHandler<?, ?> handler : provider.handlers(actors, execution)) {
        found.put(handler.operation().type(), handler);
      }
    }
    return found;
  }
}
