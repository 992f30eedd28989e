package dev.odeon.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.odeon.base.Bytes;
import dev.odeon.base.Ports;
import dev.odeon.protocol.RequestException;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Resolver;
import dev.odeon.store.Store;
import dev.odeon.store.StoreConfig;
import dev.odeon.store.StoreException;
import dev.odeon.testkit.SeededEntropy;
import dev.odeon.testkit.SimClock;
import dev.odeon.testkit.SimDisk;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class UploadTest {
  private final SimDisk disk = new SimDisk(1);
  private final Ports ports =
      new Ports(new SimClock(), new SeededEntropy(7), disk, Ports.system().threads());
  private final Store store =
      Store.open(StoreConfig.defaults(), Path.of("/home"), ports, Resolver.NONE);
  private final Upload upload = new Upload("acme", ports);

  @Test
  void storesThePiecesInTheirOrder() {
    upload.start(store);
    assertThat(upload.write(Bytes.utf8("one"))).isEqualTo(3);
    assertThat(upload.write(Bytes.utf8(" two"))).isEqualTo(7);
    ContentRef ref = upload.finish();
    assertThat(store.get(ref)).isEqualTo(Bytes.utf8("one two"));
  }

  @Test
  void refusesAPieceBeforeTheLastOneIsConsumed() throws InterruptedException {
    CompletableFuture<Long> first = waiting("one");
    assertThatExceptionOfType(RequestException.class)
        .isThrownBy(() -> upload.write(Bytes.utf8("two")))
        .withMessageContaining("send each after the answer to the last");
    upload.start(store);
    assertThat(first.join()).isEqualTo(3);
    assertThat(store.get(upload.finish())).isEqualTo(Bytes.utf8("one"));
  }

  @Test
  void failsWhoeverWaitsIfTheDiskIsFull() throws InterruptedException {
    disk.capacity(disk.used());
    CompletableFuture<Long> first = waiting("x".repeat(1 << 20));
    upload.start(store);
    Throwable failure = null;
    try {
      first.join();
      upload.finish();
    } catch (CompletionException e) {
      failure = e.getCause();
    } catch (StoreException e) {
      failure = e;
    }
    assertThat(failure).hasMessageContaining("full");
    assertThatThrownBy(() -> upload.write(Bytes.utf8("more"))).hasMessageContaining("full");
  }

  @Test
  void failsWhoeverWaitsIfItIsGivenUp() throws InterruptedException {
    CompletableFuture<Long> first = waiting("one");
    upload.giveUp();
    upload.start(store);
    // It was consumed before the upload ended, or failed with it: it does not wait for ever.
    first.handle((_, _) -> true).join();
    assertThatThrownBy(upload::finish).hasMessageContaining("given up");
  }

  /** Passes a piece in another thread, and returns once that waits. */
  private CompletableFuture<Long> waiting(String text) throws InterruptedException {
    CompletableFuture<Long> result = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                result.complete(upload.write(Bytes.utf8(text)));
              } catch (RuntimeException e) {
                result.completeExceptionally(e);
              }
            });
    while (thread.getState() == Thread.State.RUNNABLE || thread.getState() == Thread.State.NEW) {
      Thread.sleep(1);
    }
    return result;
  }
}
