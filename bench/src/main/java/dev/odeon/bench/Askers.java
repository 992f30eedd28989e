package dev.odeon.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Clients of one server that ask the same side by side, each on a platform thread of its own. */
final class Askers implements AutoCloseable {
  private final List<Asker> askers;
  private final ExecutorService threads;

  /** {@code clients} connections with {@code inFlight} requests on their way on each. */
  Askers(Path socket, String request, int clients, int inFlight) {
    askers =
        IntStream.range(0, clients).mapToObj(_ -> new Asker(socket, request, inFlight)).toList();
    threads = Executors.newFixedThreadPool(clients);
  }

  /** The answer that all of them get. */
  String answer() {
    return askers.getFirst().answer();
  }

  /** Has all of them ask for {@code nanos}. */
  Pace run(long nanos) {
    long begun = System.nanoTime();
    List<Callable<Long>> work =
        askers.stream().<Callable<Long>>map(asker -> () -> asker.ask(begun, nanos)).toList();
    try {
      long answers = 0;
      for (Future<Long> each : threads.invokeAll(work)) {
        answers += each.get();
      }
      return new Pace(answers, System.nanoTime() - begun);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted in the middle of a measurement", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    threads.shutdown();
    askers.forEach(Asker::close);
  }
}
