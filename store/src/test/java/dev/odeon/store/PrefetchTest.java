package dev.odeon.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.Ports;
import dev.odeon.testkit.DiskOperation.Kind;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.Simulation;
import dev.odeon.testkit.World;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is likely to be wanted is there before it is. */
class PrefetchTest {
  private static Store open(World world) {
    Ports ports = new Ports(world.clock(), world.entropy(), world.disk(), world.threads());
    return Store.open(StoreConfig.defaults(), Samples.HOME, ports, Resolver.NONE);
  }

  @Test
  void bringsContentIntoMemory() {
    Simulation.once(
        1,
        world -> {
          try (Store store = open(world)) {
            ContentRef ref = store.put(Bytes.utf8("content"));
            store.contents().prefetch(ref);
            store.contents().prefetch(ContentsContract.UNKNOWN);
            world.awaitIdle();
            long before = world.disk().operations();

            assertThat(store.get(ref).text()).isEqualTo("content");
            assertThat(world.disk().operations()).isEqualTo(before);
          }
        });
  }

  @Test
  void readsTheChunksAfterARange() {
    Simulation.once(
        2,
        world -> {
          AtomicInteger packs = new AtomicInteger();
          try (Store store = open(world)) {
            Bytes content = Samples.random(1, 2 << 20);
            ContentRef ref = store.put(content);
            assertThat(store.get(ref, 0, 100)).isEqualTo(content.slice(0, 100));
            world.awaitIdle();
            world
                .disk()
                .faults(
                    Fault.watch(operation -> {
                      boolean pack = operation.path().getParent().endsWith("packs");
                      packs.addAndGet(operation.kind() == Kind.READ && pack ? 1 : 0);
                    }));

            assertThat(store.get(ref, 100, 250_000)).isEqualTo(content.slice(100, 250_100));
            assertThat(packs).as("reads of packs").hasValue(0);
          }
        });
  }
}
