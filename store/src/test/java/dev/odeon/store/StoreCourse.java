package dev.odeon.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.odeon.base.Bytes;
import dev.odeon.base.DiskException;
import dev.odeon.base.Ports;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.Simulation;
import dev.odeon.testkit.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A store that several threads put into, label and collect through a few boots, each of which ends
 * at any moment in a power cut, a kill, or not at all. After each of them everything that was
 * acknowledged must be there.
 */
final class StoreCourse {
  private static final int WRITERS = 3;
  private static final int BOOTS = 4;
  private static final Label SHARED = new Label("shared");
  private static final Label GUEST = new Label("guest");

  private final Simulation simulation;
  private final Fault fault;
  private final SplittableRandom random;
  private final boolean collecting;

  /** What was acknowledged and no collection may have taken. */
  private final Map<ContentRef, Bytes> contents = new HashMap<>();

  /** Every content ever put, to tell what a label stands for. */
  private final Map<ContentRef, Bytes> known = new HashMap<>();

  /** What a writer's label may stand for. */
  private final Map<Label, Set<List<ContentRef>>> possible = new TreeMap<>();

  private final Set<ContentRef> shared = new HashSet<>();

  /** What was recorded as stored by each writer, and no collection may have removed. */
  private final Map<String, Set<ContentRef>> owned = new TreeMap<>();

  private final List<LabelChange> log = new ArrayList<>();

  StoreCourse(Simulation simulation, Fault fault) {
    this.simulation = simulation;
    this.fault = fault;
    this.random = simulation.random();
    this.collecting = random.nextBoolean();
    for (int i = 0; i < WRITERS; i++) {
      possible.put(label(i), new HashSet<>(Set.of(List.of())));
    }
  }

  private static Label label(int writer) {
    return new Label("of/writer " + writer);
  }

  void run() {
    for (int boot = 0; boot < BOOTS; boot++) {
      simulation.disk().faults(fault.or(ending()));
      simulation.boot(this::live);
    }
    simulation.disk().faults(fault);
    simulation.boot(world -> {
      try (Store store = open(world)) {
        check(store);
      }
    });
  }

  private Fault ending() {
    int soon = random.nextBoolean() ? 40 : 400;
    return switch (random.nextInt(6)) {
      case 0 -> {
        simulation.killAtStep(random.nextInt(40 * soon));
        yield Fault.none();
      }
      case 1 -> Fault.failSync(random.nextInt(soon));
      case 2 ->
          Fault.onNth(
              random.nextInt(soon),
              operation -> operation.kind().durability(),
              new Fault.Verdict.Fail(DiskException.Reason.SYNC));
      default -> Fault.cutAtChange(random.nextInt(soon));
    };
  }

  private static Store open(World world) {
    Ports ports = new Ports(world.clock(), world.entropy(), world.disk(), world.threads());
    return Store.open(StoreConfig.defaults().withCacheBytes(0), Samples.HOME, ports, Resolver.NONE);
  }

  private void live(World world) {
    Store store;
    try {
      store = open(world);
    } catch (StoreException.Broken | StoreException.Unavailable e) {
      // A sync failed before anything was taken in.
      return;
    }
    try {
      check(store);
      write(world, store);
    } catch (StoreException.Broken | StoreException.Unavailable e) {
      // The disk failed the main thread; what was acknowledged stays so.
      return;
    }
    if (random.nextBoolean()) {
      store.close();
    }
  }

  private void write(World world, Store store) {
    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      int writer = i;
      SplittableRandom own = random.split();
      writers.add(
          world.start(
              "writer " + i,
              () -> {
                try {
                  for (int count = own.nextInt(10); count > 0; count--) {
                    act(store, writer, own);
                  }
                } catch (StoreException.Broken | StoreException.Unavailable e) {
                  // Not acknowledged; this writer has done.
                  return;
                }
              }));
    }
    writers.forEach(world::join);
  }

  private void act(Store store, int writer, SplittableRandom own) {
    Bytes content =
        own.nextInt(6) == 0
            ? Samples.random(own.nextInt(3), (1 << 20) + 1 + own.nextInt(2) * 50_000)
            : Samples.random(own.nextInt(20), 10 + own.nextInt(3));
    synchronized (known) {
      known.put(ContentRef.of(content), content);
    }
    switch (own.nextInt(8)) {
      case 0 -> collect(store);
      case 1 -> guest(store, writer, content, own);
      case 2 -> put(store, content);
      case 3 -> own(store, "writer" + own.nextInt(2), put(store, content));
      case 4 -> {
        ContentRef ref = put(store, content);
        try {
          store.labels().add(SHARED, ref);
          synchronized (shared) {
            shared.add(ref);
          }
        } catch (StoreException.Missing e) {
          // Collected in between, for nothing named it yet and the grace is zero.
          assertThat(collecting).isTrue();
        }
      }
      default -> change(store, writer, put(store, content), own);
    }
  }

  private ContentRef put(Store store, Bytes content) {
    ContentRef ref = store.put(content);
    if (!collecting) {
      synchronized (contents) {
        contents.put(ref, content);
      }
    }
    return ref;
  }

  /** Two writers may do it for one tenant at a time. */
  private void own(Store store, String tenant, ContentRef ref) {
    store.owners().add(tenant, ref);
    if (!collecting) {
      synchronized (owned) {
        owned.computeIfAbsent(tenant, _ -> new HashSet<>()).add(ref);
      }
    }
  }

  private void collect(Store store) {
    if (!collecting) {
      return;
    }
    Roots roots =
        marker -> {
          synchronized (log) {
            for (LabelChange change : log) {
              if (change instanceof LabelChange.Add(Label _, ContentRef ref)) {
                marker.mark(ref, "chain");
              }
            }
          }
        };
    try {
      store.collect(roots, false, Duration.ZERO, Progress.NONE, _ -> {});
    } catch (StoreException.Refused e) {
      // Another one is under way.
      return;
    }
  }

  /** One guest alone, for its changes come in the order of the log. */
  private void guest(Store store, int writer, Bytes content, SplittableRandom own) {
    if (writer != 0) {
      return;
    }
    ContentRef ref = ContentRef.of(content);
    LabelChange change =
        own.nextInt(4) == 0 ? new LabelChange.RemoveLabel(GUEST) : new LabelChange.Add(GUEST, ref);
    int index;
    synchronized (log) {
      // The roots know of it first: the block is durable before the change is made.
      log.add(change);
      index = log.size() - 1;
    }
    store.put(content);
    store.apply(new GuestPosition(index, 0), StoreName.DEFAULT, change);
  }

  private void change(Store store, int writer, ContentRef ref, SplittableRandom own) {
    Label label = label(writer);
    List<ContentRef> before = store.labels().get(label);
    List<ContentRef> after = new ArrayList<>(before);
    int kind = own.nextInt(4);
    switch (kind) {
      case 0 -> after = List.of(ref);
      case 1 -> after.remove(ref);
      case 2 -> after = List.of();
      default -> {
        if (!after.contains(ref)) {
          after.add(ref);
        }
      }
    }
    allow(label, before, after);
    try {
      switch (kind) {
        case 0 -> store.labels().replace(label, ref);
        case 1 -> store.labels().remove(label, ref);
        case 2 -> store.labels().remove(label);
        default -> store.labels().add(label, ref);
      }
      allow(label, after, after);
    } catch (StoreException.Missing e) {
      assertThat(collecting).isTrue();
      allow(label, before, before);
    }
  }

  private void allow(Label label, List<ContentRef> one, List<ContentRef> other) {
    synchronized (possible) {
      possible.put(label, new HashSet<>(List.of(one, other)));
    }
  }

  private void check(Store store) {
    for (int i = 0; i < log.size(); i++) {
      // What recovery does: the store passes over what it has.
      if (log.get(i) instanceof LabelChange.Add(Label _, ContentRef ref)) {
        Bytes content = known.get(ref);
        store.put(content);
      }
      store.apply(new GuestPosition(i, 0), StoreName.DEFAULT, log.get(i));
    }
    List<ContentRef> guest = new ArrayList<>();
    for (LabelChange change : log) {
      switch (change) {
        case LabelChange.Add(Label _, ContentRef ref) -> {
          if (!guest.contains(ref)) {
            guest.add(ref);
          }
        }
        default -> guest.clear();
      }
    }
    assertThat(store.labels().get(GUEST)).as("what the guest labelled").isEqualTo(guest);
    possible.forEach((label, states) -> {
      List<ContentRef> found = store.labels().get(label);
      assertThat(states).as("what " + label + " may stand for").contains(found);
      allow(label, found, found);
      found.forEach(ref -> checkContent(store, ref));
    });
    List<ContentRef> foundShared = store.labels().get(SHARED);
    assertThat(foundShared).as("what was added to one label").containsAll(shared);
    foundShared.forEach(ref -> checkContent(store, ref));
    contents.keySet().forEach(ref -> checkContent(store, ref));
    owned.forEach((tenant, refs) ->
        assertThat(refs)
            .as("what " + tenant + " stored")
            .allMatch(ref -> store.owners().has(tenant, ref)));
    Set<ContentRef> listed = new HashSet<>();
    store.contents().list(entry -> listed.add(entry.ref()));
    assertThat(listed).as("what is listed").containsAll(contents.keySet());
    listed.forEach(ref -> checkContent(store, ref));
  }

  private void checkContent(Store store, ContentRef ref) {
    assertThat(store.get(ref)).as("content " + ref).isEqualTo(known.get(ref));
  }
}
