package dev.odeon.protocol;

import dev.odeon.base.ErrorText;
import dev.odeon.base.Pending;
import dev.odeon.base.Ports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server. Any number of threads may send at a time; each request gets an id, so
 * the server may answer out of order. A thread that the client owns reads the responses.
 */
public final class Client implements AutoCloseable {
  private final SocketChannel channel;
  private final Ports ports;
  private final ClientConfig config;
  private final String server;

  // Guarded by this.
  private final Map<RequestId, Exchange<?>> waiting = new HashMap<>();
  private final Map<RequestId, Pending<Boolean>> cancelling = new HashMap<>();
  private final Queue<byte[]> unsent = new ArrayDeque<>();
  private boolean writing;
  private @Nullable ClientException lost;
  private long ids;

  /**
   * A request that waits for its response.
   *
   * @param id the id by which it can be cancelled
   * @param result the result; fails with a {@link RequestException} if the request fails, and with
   *     a {@link ClientException} if the connection does
   */
  public record Sent<R>(RequestId id, Pending<R> result) {}

  private Client(SocketChannel channel, Path socket, Ports ports, ClientConfig config) {
    this.channel = channel;
    this.ports = ports;
    this.config = config;
    this.server = socket.toString();
  }

  /**
   * Connects to the server that listens at {@code socket}, whichever home it has open: see {@link
   * #identify}.
   *
   * @throws ClientException if no server listens there
   */
  public static Client connect(Path socket, Ports ports, ClientConfig config) {
    SocketChannel channel = open(socket, ports);
    Client client = new Client(channel, socket, ports, config);
    ports.threads().start("odeon-client", 0, client::readAll);
    return client;
  }

  /**
   * Connects to the server that has {@code home} open. Empty if no server has it open: a killed
   * server left its files behind, the folder is a copy of a served home, or the socket now belongs
   * to another home's server. The server itself identifies its home, by the folder's identity and
   * not by its path; this method waits at most {@link UnixSockets#PATIENCE} for that.
   *
   * @throws ClientException with {@link ClientException.Reason#OTHER_HOME} if the answer is
   *     uncertain: the home is in use, but the server at its socket does not identify its home, or
   *     has the folder open that this home was before its files were replaced
   */
  public static Optional<Client> find(Path home, Ports ports, ClientConfig config) {
    return new ServerSearch(home, ports, config).find();
  }

  private static SocketChannel open(Path socket, Ports ports) {
    try {
      return UnixSockets.connect(socket, ports);
    } catch (SocketTimeoutException e) {
      throw new ClientException(
          ClientException.Reason.TIMEOUT,
          "the server at %s does not answer (%s): stop it, or wait"
              .formatted(socket, ErrorText.of(e)),
          e);
    } catch (IOException | RuntimeException e) {
      throw new ClientException(
          ClientException.Reason.NO_SERVER,
          "no server answers at %s (%s): start one".formatted(socket, ErrorText.of(e)),
          e);
    }
  }

  /**
   * Asks the server for its identity and its home, and waits at most {@link UnixSockets#PATIENCE}.
   * Empty if the server's version cannot answer that.
   *
   * @throws ClientException if it does not answer, or is not an Odeon server
   */
  public Optional<ServerIdentity> identify() {
    try {
      return Optional.of(
          send(new Identify())
              .result()
              .await(ports.clock(), UnixSockets.PATIENCE.toNanos())
              .orElseThrow(() ->
                  new ClientException(
                      ClientException.Reason.TIMEOUT,
                      "the server at %s did not say within %d s which home it has open: stop it, or wait"
                          .formatted(server, UnixSockets.PATIENCE.toSeconds()))));
    } catch (RequestException e) {
      return Optional.empty();
    }
  }

  /**
   * Sends a request and waits for its result, for at most the configured time. On timeout the
   * request is cancelled if it {@link Request#isCancellable}; otherwise it continues and its result
   * is dropped.
   *
   * @throws RequestException if the request fails
   * @throws ClientException if the connection fails or the time is over
   */
  public <R> R call(Request<R> request) {
    return await(exchange(request, null, ProgressListener.UNHEARD), request, config.timeout());
  }

  /**
   * Sends a request, reports its progress and waits for its result.
   *
   * @param timeout the longest time without a line from the server
   * @param progress is called by the thread that reads the connection: it must not send requests
   *     through this client
   * @throws RequestException if the request fails
   * @throws ClientException if the connection fails or the time is over
   */
  public <R> R call(Request<R> request, Duration timeout, ProgressListener progress) {
    return await(exchange(request, null, progress), request, timeout);
  }

  /**
   * Sends a request whose response has items, and waits for its result.
   *
   * @param items gets each item, on the thread that reads the connection: it must not send requests
   *     through this client, and a slow consumer slows the server down. An exception that it throws
   *     ends the call and cancels the request
   * @param timeout the longest time without a line from the server
   * @throws RequestException if the request fails
   * @throws ClientException if the connection fails or the time is over
   */
  public <I, R> R stream(
      StreamRequest<I, R> request,
      Consumer<? super I> items,
      Duration timeout,
      ProgressListener progress) {
    return await(exchange(request, items(request, items), progress), request, timeout);
  }

  /** Sends a request whose response has items, with the configured timeout. */
  public <I, R> R stream(StreamRequest<I, R> request, Consumer<? super I> items) {
    return stream(request, items, config.timeout(), ProgressListener.UNHEARD);
  }

  /**
   * Follows the events of the tenant: those from {@code start} on, then those to come. Returns at
   * once.
   *
   * @param items gets each item, on the thread that reads the connection, as in {@link #stream}
   */
  public Following follow(
      Events.Filter filter, Events.Start start, Consumer<? super Events.Item> items) {
    return following(
        new Events(filter, start, false, true), start.after(), items, Events.Item::position);
  }

  /**
   * Follows the log lines of an actor, those too that its chain does not record: while its guest
   * runs, as far as they are read as fast as they come. Returns at once.
   *
   * @param after the position after which to begin; null for what comes from now on
   * @param items gets each line, on the thread that reads the connection, as in {@link #stream}
   */
  public Following followLogs(
      String actor, @Nullable String after, Consumer<? super ActorLogs.Item> items) {
    return following(
        new ActorLogs(actor, after, after == null ? 0L : null, true),
        after,
        items,
        ActorLogs.Item::position);
  }

  private <I, R> Following following(
      StreamRequest<I, R> request,
      @Nullable String after,
      Consumer<? super I> items,
      Function<I, @Nullable String> positions) {
    return Following.of(
        this,
        after,
        items,
        positions,
        consumer -> {
          Exchange<R> exchange =
              exchange(request, items(request, consumer), ProgressListener.UNHEARD);
          return new Sent<>(exchange.id, exchange.result);
        });
  }

  private <I> Consumer<ResponseReader> items(
      StreamRequest<I, ?> request, Consumer<? super I> items) {
    FieldTable<I> table = request.operation().item();
    return line -> {
      I item;
      try {
        item = line.body(table);
      } catch (IllegalArgumentException e) {
        throw unreadable(e);
      }
      items.accept(item);
    };
  }

  private <R> R await(Exchange<R> exchange, Request<R> request, Duration timeout) {
    while (true) {
      int heard = exchange.heard;
      Optional<R> result = exchange.result.await(ports.clock(), timeout.toNanos());
      if (result.isPresent()) {
        return result.get();
      }
      if (exchange.heard == heard) {
        throw late(exchange.id, request, timeout);
      }
    }
  }

  private ClientException late(RequestId id, Request<?> request, Duration timeout) {
    boolean ends = request.isCancellable();
    if (ends) {
      cancel(id);
    }
    return new ClientException(
        ClientException.Reason.TIMEOUT,
        "%s did not answer the %s within %s ms: %s"
            .formatted(
                server,
                request.operation(),
                timeout.toMillis(),
                ends ? "it is cancelled" : "the server may still carry it out"));
  }

  /**
   * Sends a request and returns at once.
   *
   * @throws ClientException if the connection is lost, or too many requests are waiting
   */
  public <R> Sent<R> send(Request<R> request) {
    Exchange<R> exchange = exchange(request, null, ProgressListener.UNHEARD);
    return new Sent<>(exchange.id, exchange.result);
  }

  private <R> Exchange<R> exchange(
      Request<R> request, @Nullable Consumer<ResponseReader> items, ProgressListener progress) {
    Exchange<R> exchange;
    synchronized (this) {
      requireAlive();
      if (waiting.size() >= config.inFlightMax()) {
        throw new ClientException(
            ClientException.Reason.BUSY,
            "%d requests to %s wait for their answers: await one first"
                .formatted(waiting.size(), server));
      }
      exchange =
          new Exchange<>(
              new RequestId.Number(++ids),
              request.operation(),
              new Pending<>(ports.threads()),
              items,
              progress);
      waiting.put(exchange.id, exchange);
    }
    transmit(line(exchange.id, request, progress != ProgressListener.UNHEARD));
    return exchange;
  }

  /** A request that waits, and the callbacks for its progress and its items. */
  private static final class Exchange<R> {
    private final RequestId id;
    private final Operation<?, R> operation;
    private final Pending<R> result;
    private final @Nullable Consumer<ResponseReader> items;
    private final ProgressListener progress;

    /** Counts the lines that the server sent for this request. */
    private volatile int heard;

    Exchange(
        RequestId id,
        Operation<?, R> operation,
        Pending<R> result,
        @Nullable Consumer<ResponseReader> items,
        ProgressListener progress) {
      this.id = id;
      this.operation = operation;
      this.result = result;
      this.items = items;
      this.progress = progress;
    }

    /** Handles a line that is not the last. Called by the reading thread only. */
    void hear(ResponseReader line) {
      heard = heard + 1;
      if (line.isProgress()) {
        ResponseReader.Done done = line.body(ResponseReader.Done.FIELDS);
        progress.at(done.done(), done.total());
      } else if (items != null) {
        items.accept(line);
      }
    }

    /** Handles the last line. */
    void end(ResponseReader line) {
      RequestException failure = line.failure();
      if (failure != null) {
        result.fail(failure);
      } else {
        result.complete(line.body(operation.result()));
      }
    }
  }

  /**
   * Cancels a request of this client.
   *
   * @return whether the request was still running and could be cancelled, once the server has
   *     answered that
   */
  public Pending<Boolean> cancel(RequestId id) {
    Pending<Boolean> answer = new Pending<>(ports.threads());
    synchronized (this) {
      requireAlive();
      Pending<Boolean> before = cancelling.putIfAbsent(id, answer);
      if (before != null) {
        return before;
      }
    }
    transmit(line(id, new Cancel(), false));
    return answer;
  }

  /**
   * Cancels all requests of this client that wait for their results.
   *
   * @param patience how long to wait for the server's answer to each
   * @return whether there were any, and all could be cancelled
   */
  public boolean cancelAll(Duration patience) {
    List<RequestId> ids;
    synchronized (this) {
      ids = List.copyOf(waiting.keySet());
    }
    boolean all = !ids.isEmpty();
    for (RequestId id : ids) {
      try {
        all &= cancel(id).await(ports.clock(), patience.toNanos()).orElse(false);
      } catch (ClientException | RequestException e) {
        // There is nobody left who could go on with it, or who says so.
        all = false;
      }
    }
    return all;
  }

  /** Disconnects. The server cancels each unanswered request that {@link Request#isCancellable}. */
  @Override
  public void close() {
    fail(new ClientException(ClientException.Reason.LOST, "the client was closed"));
  }

  private byte[] line(RequestId id, Request<?> request, boolean progress) {
    ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    Header header = new Header(request.operation().type(), id, Shape.FLAT);
    RequestWriter.write(new IncomingRequest(header, config.tenant(), progress, request), line);
    return line.toByteArray();
  }

  /** Writes the line, or queues it for the thread that is writing. */
  private void transmit(byte[] line) {
    synchronized (this) {
      unsent.add(line);
      if (writing) {
        return;
      }
      writing = true;
    }
    for (byte[] next = nextUnsent(); next != null; next = nextUnsent()) {
      try {
        ByteBuffer left = ByteBuffer.wrap(next);
        while (left.hasRemaining()) {
          channel.write(left);
        }
      } catch (IOException e) {
        // The server may have sent the reason before it disconnected: the reading thread finds
        // that, or the end.
        shutDownOutput();
      }
    }
  }

  private synchronized byte @Nullable [] nextUnsent() {
    byte[] next = unsent.poll();
    writing = next != null;
    return next;
  }

  private void shutDownOutput() {
    try {
      channel.shutdownOutput();
    } catch (IOException _) {
      // The connection is closed already.
    }
  }

  private void readAll() {
    LineInput input = new LineInput(channel, config.lineBytesMax());
    try {
      while (input.next(this::take)) {
        // The reader decodes each line in place.
      }
      fail(lost("hung up"));
    } catch (IOException e) {
      fail(lost(ErrorText.of(e)));
    } catch (IllegalArgumentException e) {
      fail(unreadable(e));
    } finally {
      // Also when the thread itself fails: whoever waits must not wait for ever.
      fail(lost("its reading thread ended"));
    }
  }

  private ClientException unreadable(IllegalArgumentException e) {
    return new ClientException(
        ClientException.Reason.UNREADABLE,
        "what %s sent is not an answer: %s".formatted(server, ErrorText.of(e)),
        e);
  }

  private ClientException lost(@Nullable String why) {
    return new ClientException(
        ClientException.Reason.LOST,
        "the connection to %s is gone (%s): connect again".formatted(server, why));
  }

  private void take(byte[] array, int from, int size) {
    ResponseReader line = new ResponseReader(array, from, size);
    RequestId id = line.id();
    if (id == null) {
      RequestException failure = line.failure();
      if (failure == null) {
        throw new IllegalArgumentException("an answer without an id");
      }
      // The response is about the whole connection, which the server refuses.
      fail(
          new ClientException(ClientException.Reason.BUSY, server + " answers: " + failure.text()));
    } else if (line.type().equals(Cancel.OPERATION.type())) {
      cancelled(id, line);
    } else if (line.isItem() || line.isProgress()) {
      hear(id, line);
    } else {
      end(id, line);
    }
  }

  private void cancelled(RequestId id, ResponseReader line) {
    Pending<Boolean> asked;
    synchronized (this) {
      asked = cancelling.remove(id);
    }
    if (asked != null) {
      RequestException failure = line.failure();
      if (failure != null) {
        asked.fail(failure);
      } else {
        asked.complete(line.body(Cancel.OPERATION.result()).cancelled());
      }
    }
  }

  private void hear(RequestId id, ResponseReader line) {
    Exchange<?> exchange;
    synchronized (this) {
      exchange = waiting.get(id);
    }
    if (exchange == null) {
      return;
    }
    try {
      exchange.hear(line);
    } catch (RuntimeException e) {
      // The caller wants no more items.
      synchronized (this) {
        waiting.remove(id);
      }
      if (exchange.result.fail(e)) {
        cancel(id);
      }
    }
  }

  private void end(RequestId id, ResponseReader line) {
    Exchange<?> exchange;
    synchronized (this) {
      exchange = waiting.remove(id);
    }
    if (exchange != null) {
      try {
        exchange.end(line);
      } catch (IllegalArgumentException e) {
        exchange.result.fail(unreadable(e));
        throw e;
      }
    }
  }

  private void fail(ClientException why) {
    List<Pending<?>> all = new ArrayList<>();
    synchronized (this) {
      if (lost != null) {
        return;
      }
      lost = why;
      waiting.values().forEach(exchange -> all.add(exchange.result));
      all.addAll(cancelling.values());
      waiting.clear();
      cancelling.clear();
    }
    try {
      channel.close();
    } catch (IOException _) {
      // A failed close loses nothing: the client holds no data.
    }
    all.forEach(each -> each.fail(why));
  }

  private void requireAlive() {
    ClientException gone = lost;
    if (gone != null) {
      throw new ClientException(gone.reason(), String.valueOf(gone.getMessage()), gone);
    }
  }
}
