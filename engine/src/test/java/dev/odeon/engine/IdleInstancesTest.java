package dev.odeon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class IdleInstancesTest {
  @AutoClose private final Engine engine = Wat.engine();
  private final CompiledModule module = engine.compile(Wat.wasm("(module (memory 1))"));
  private final IdleInstances idle = new IdleInstances(3);

  private Instance instance() {
    return new Instance(module, engine.newCall(Limits.DEFAULT, RunPacing.NONE));
  }

  @Test
  void keepsAsManyAsItMayAndGivesEachOnce() {
    List<Instance> kept = List.of(instance(), instance(), instance());
    kept.forEach(each -> assertThat(idle.keep(each)).isTrue());

    assertThat(idle.keep(instance())).isFalse();

    assertThat(List.of(taken(), taken(), taken())).containsExactlyInAnyOrderElementsOf(kept);
    assertThat(idle.take()).isNull();
  }

  private Instance taken() {
    Instance found = idle.take();
    assertThat(found).isNotNull();
    return found;
  }

  @Test
  void givesAThreadWhatItKeptLast() {
    Instance mine = instance();
    idle.keep(mine);

    assertThat(idle.take()).isSameAs(mine);
  }

  @Test
  void closesWhatIsDroppedAndKeepsOthersThen() {
    long before = engine.memory().used();
    idle.keep(instance());
    idle.keep(instance());
    assertThat(engine.memory().used()).isGreaterThan(before);

    idle.drop();

    assertThat(engine.memory().used()).isEqualTo(before);
    assertThat(idle.take()).isNull();
    assertThat(idle.keep(instance())).isTrue();
  }

  @Test
  void keepsNothingOnceItIsRetired() {
    idle.keep(instance());

    idle.retire();

    assertThat(idle.take()).isNull();
    assertThat(idle.keep(instance())).isFalse();
  }

  @Test
  void keepsNoneWhereNoneMayBeKept() {
    IdleInstances none = new IdleInstances(0);

    assertThat(none.keep(instance())).isFalse();
    assertThat(none.take()).isNull();
  }

  /** Each instance is with one thread at a time, and none is lost. */
  @Test
  void givesNoInstanceToTwoThreads() throws InterruptedException {
    Set<Instance> all = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      Instance one = instance();
      all.add(one);
      idle.keep(one);
    }
    Set<Instance> out = ConcurrentHashMap.newKeySet();
    Set<String> faults = ConcurrentHashMap.newKeySet();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      threads.add(Thread.ofPlatform().start(() -> takeAndKeep(out, faults)));
    }
    for (Thread each : threads) {
      each.join();
    }

    assertThat(faults).isEmpty();
    assertThat(Set.of(taken(), taken(), taken())).isEqualTo(all);
  }

  private void takeAndKeep(Set<Instance> out, Set<String> faults) {
    for (int i = 0; i < 20_000; i++) {
      Instance mine = idle.take();
      if (mine == null) {
        continue; // three others have them
      }
      if (!out.add(mine)) {
        faults.add("two threads have it");
      }
      out.remove(mine);
      if (!idle.keep(mine)) {
        faults.add("there is no place for it");
      }
    }
  }

  /** One that a thread keeps while they are retired is closed by either of the two. */
  @Test
  void losesNoneToARetirementBesideIt() throws InterruptedException {
    long before = engine.memory().used();
    for (int i = 0; i < 500; i++) {
      IdleInstances some = new IdleInstances(2);
      Instance mine = instance();
      Thread other = Thread.ofPlatform().start(some::retire);
      if (!some.keep(mine)) {
        mine.store().close();
      }
      other.join();
    }

    assertThat(engine.memory().used()).isEqualTo(before);
  }
}
