package dev.odeon.protocol;

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
import org.jspecify.annotations.Nullable;

/**
 * One connection to a server. Any number of threads may send; each request gets an id, so that the
 * server may answer out of order. A thread of the client's own reads the answers.
 */
public final class Client implements AutoCloseable {
  private final SocketChannel channel;
  private final Ports ports;
  private final ClientConfig config;
  private final String server;

  // Guarded by this.
  private final Map<RequestId, Pending<Response>> waiting = new HashMap<>();
  private final Map<RequestId, Pending<Response>> cancelling = new HashMap<>();
  private final Queue<byte[]> unsent = new ArrayDeque<>();
  private boolean writing;
  private @Nullable ClientException lost;
  private long ids;

  /**
   * A request on its way.
   *
   * @param id its id, to cancel it by
   * @param response what came of it; fails with a {@link ClientException} if the connection does
   */
  public record Sent(RequestId id, Pending<Response> response) {}

  private Client(SocketChannel channel, Path socket, Ports ports, ClientConfig config) {
    this.channel = channel;
    this.ports = ports;
    this.config = config;
    this.server = socket.toString();
  }

  /**
   * Connects to the server that listens at {@code socket}, whatever home it has open: see {@link
   * #identify}.
   *
   * @throws ClientException if there is none
   */
  public static Client connect(Path socket, Ports ports, ClientConfig config) {
    SocketChannel channel = open(socket, ports);
    Client client = new Client(channel, socket, ports, config);
    ports.threads().start("odeon-client", 0, client::readAll);
    return client;
  }

  /**
   * Connects to the server that has {@code home} open; empty if there is none, be it that one was
   * killed, that the folder is a copy of a home that has one, or that another home's server listens
   * where this one's did. The server itself says what it has open, by the folder and not by its
   * path; that it does is waited for {@link UnixSockets#PATIENCE} at most.
   *
   * @throws ClientException with {@link ClientException.Reason#OTHER_HOME} if it cannot be told:
   *     the home is in use, and who listens at its socket does not say what he has open, or has
   *     open what this home was before its files were replaced
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
              .formatted(socket, e.getMessage()),
          e);
    } catch (IOException | RuntimeException e) {
      throw new ClientException(
          ClientException.Reason.NO_SERVER,
          "no server answers at %s (%s): start one with 'odeon serve'"
              .formatted(socket, e.getMessage()),
          e);
    }
  }

  /**
   * Asks who the server is and which home it has open, and waits {@link UnixSockets#PATIENCE} at
   * most; empty if it is of a version that does not say.
   *
   * @throws ClientException if it does not answer, or what answers is no server of Odeon
   */
  public Optional<ServerIdentity> identify() {
    Response response =
        send(new ServerRequest.Identify())
            .response()
            .await(ports.clock(), UnixSockets.PATIENCE.toNanos())
            .orElseThrow(() ->
                new ClientException(
                    ClientException.Reason.TIMEOUT,
                    "the server at %s did not say within %d s which home it has open: stop it, or wait"
                        .formatted(server, UnixSockets.PATIENCE.toSeconds())));
    try {
      return response instanceof Response.Told(Facts facts)
          ? Optional.of(ServerIdentity.of(facts))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      throw unreadable(e);
    }
  }

  /**
   * Sends a request and waits for what comes of it, as long as the configuration says; then it is
   * taken back if it {@link Request#canBeTakenBack}, and else goes on without a reader.
   *
   * @throws ClientException if the connection fails or the time is over
   */
  public Response call(Request request) {
    return call(request, config.timeout());
  }

  /** The same, waiting as long as {@code timeout}. */
  public Response call(Request request, Duration timeout) {
    Sent sent = send(request);
    return sent.response()
        .await(ports.clock(), timeout.toNanos())
        .orElseThrow(() -> late(sent, request, timeout));
  }

  private ClientException late(Sent sent, Request request, Duration timeout) {
    boolean ends = request.canBeTakenBack();
    if (ends) {
      cancel(sent.id());
    }
    return new ClientException(
        ClientException.Reason.TIMEOUT,
        "%s did not answer the %s within %s ms: %s"
            .formatted(
                server,
                request.type(),
                timeout.toMillis(),
                ends ? "it was taken back" : "the server may still carry it out"));
  }

  /**
   * Sends a request and returns at once.
   *
   * @throws ClientException if the connection is gone, or too many requests wait
   */
  public Sent send(Request request) {
    Pending<Response> response = new Pending<>(ports.threads());
    RequestId id;
    synchronized (this) {
      requireAlive();
      if (waiting.size() >= config.inFlightMax()) {
        throw new ClientException(
            ClientException.Reason.BUSY,
            "%d requests to %s wait for their answers: await one first"
                .formatted(waiting.size(), server));
      }
      id = new RequestId.Number(++ids);
      waiting.put(id, response);
    }
    transmit(line(id, request));
    return new Sent(id, response);
  }

  /**
   * Takes back a request of this client.
   *
   * @return whether it was still there and could be taken back, once the server says so
   */
  public Pending<Response> cancel(RequestId id) {
    Pending<Response> response = new Pending<>(ports.threads());
    synchronized (this) {
      requireAlive();
      Pending<Response> before = cancelling.putIfAbsent(id, response);
      if (before != null) {
        return before;
      }
    }
    transmit(line(id, new ServerRequest.Cancel()));
    return response;
  }

  /**
   * Hangs up: the server takes back what is not answered yet and {@link Request#canBeTakenBack}.
   */
  @Override
  public void close() {
    fail(new ClientException(ClientException.Reason.LOST, "the client was closed"));
  }

  private byte[] line(RequestId id, Request request) {
    ByteArrayOutputStream line = new ByteArrayOutputStream(512);
    RequestWriter.write(
        new Call(new Header(request.type(), id, Shape.FLAT), config.tenant(), request), line);
    return line.toByteArray();
  }

  /** Writes the line, or leaves it to the thread that is writing. */
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
        // The server may have said why it hung up: the reader finds that, or the end.
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
      // Then it is gone already.
    }
  }

  private void readAll() {
    LineInput input = new LineInput(channel, config.lineBytesMax());
    try {
      while (input.next(this::take)) {
        // Each is taken where it lies.
      }
      fail(lost("hung up"));
    } catch (IOException e) {
      fail(lost(e.getMessage()));
    } catch (IllegalArgumentException e) {
      fail(unreadable(e));
    }
  }

  private ClientException unreadable(IllegalArgumentException e) {
    return new ClientException(
        ClientException.Reason.UNREADABLE,
        "what %s sent is no answer: %s".formatted(server, e.getMessage()),
        e);
  }

  private ClientException lost(@Nullable String why) {
    return new ClientException(
        ClientException.Reason.LOST,
        "the connection to %s is gone (%s): connect again".formatted(server, why));
  }

  private void take(byte[] array, int from, int size) {
    ResponseReader.Answered answered = ResponseReader.read(array, from, size);
    RequestId id = answered.id();
    if (id == null && answered.response() instanceof Response.Failed failed) {
      // It is about the connection, which the server does not want.
      fail(
          new ClientException(
              ClientException.Reason.BUSY, server + " answers: " + failed.message()));
      return;
    }
    if (id == null) {
      throw new IllegalArgumentException("an answer without an id");
    }
    Pending<Response> asked;
    synchronized (this) {
      asked = (answered.type().equals("Cancel") ? cancelling : waiting).remove(id);
    }
    if (asked != null) {
      asked.complete(answered.response());
    }
  }

  private void fail(ClientException why) {
    List<Pending<Response>> all;
    synchronized (this) {
      if (lost != null) {
        return;
      }
      lost = why;
      all = new ArrayList<>(waiting.values());
      all.addAll(cancelling.values());
      waiting.clear();
      cancelling.clear();
    }
    try {
      channel.close();
    } catch (IOException _) {
      // Nothing is kept in it.
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
