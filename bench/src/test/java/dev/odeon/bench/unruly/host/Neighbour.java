package dev.odeon.bench.unruly.host;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.logging.Logger;

/** Touches everything that has a port, past its port. */
public final class Neighbour {

  boolean touchesFiles(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path)) {
      return Files.exists(path) && channel.isOpen();
    }
  }

  void logs() {
    Logger.getLogger("host").warning("past the system's logger");
  }

  long readsClocks() {
    Supplier<Instant> now = Instant::now;
    return System.nanoTime() + now.get().toEpochMilli();
  }

  String drawsRandomness() {
    return UUID.randomUUID() + " " + new Random().nextInt();
  }

  boolean interrupts(Thread other) {
    other.interrupt();
    return Thread.interrupted();
  }

  void startsAndWaits() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    new Thread(done::countDown).start();
    Thread.sleep(1);
    LockSupport.park();
    CompletableFuture<Integer> answer = CompletableFuture.supplyAsync(() -> 42);
    answer.join();
    done.await();
  }
}
