package dev.odeon.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.odeon.base.Bytes;
import dev.odeon.testkit.DiskOperation.Kind;
import dev.odeon.testkit.Fault;
import dev.odeon.testkit.SimDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LabelsTest {
  private static final Label LABEL = new Label("app/config");

  private final SimDisk disk = new SimDisk(1);
  private Store store = Samples.open(disk);
  private final ContentRef one = store.put(Bytes.utf8("one"));
  private final ContentRef two = store.put(Bytes.utf8("two"));

  @AfterEach
  void close() {
    store.close();
  }

  private void reopen() {
    store.close();
    store = Samples.open(disk);
  }

  @Test
  void standsForSeveralContentsOldestFirst() {
    Labels labels = store.labels();

    assertThat(labels.get(LABEL)).isEmpty();
    assertThat(labels.add(LABEL, one)).isTrue();
    assertThat(labels.add(LABEL, two)).isTrue();
    assertThat(labels.add(LABEL, one)).isFalse();

    assertThat(labels.get(LABEL)).containsExactly(one, two);
    assertThat(store.resolve("default", new Reference.OfLabel(LABEL))).isEqualTo(two);
  }

  @Test
  void removesOneContentOrTheLabel() {
    Labels labels = store.labels();
    labels.add(LABEL, one);
    labels.add(LABEL, two);

    assertThat(labels.remove(LABEL, one)).isTrue();
    assertThat(labels.remove(LABEL, one)).isFalse();
    assertThat(labels.get(LABEL)).containsExactly(two);
    assertThat(labels.remove(LABEL, two)).isTrue();
    assertThat(labels.list()).isEmpty();
    labels.add(LABEL, one);
    assertThat(labels.remove(LABEL)).isTrue();
    assertThat(labels.remove(LABEL)).isFalse();
    assertThat(labels.get(LABEL)).isEmpty();
  }

  @Test
  void replacesAndPuts() {
    Labels labels = store.labels();
    labels.add(LABEL, one);
    labels.add(LABEL, two);

    labels.replace(LABEL, one);
    assertThat(labels.get(LABEL)).containsExactly(one);
    ContentRef three = labels.putAt(LABEL, Bytes.utf8("three"));
    assertThat(labels.get(LABEL)).containsExactly(one, three);
    ContentRef four = labels.replaceContentAt(LABEL, Bytes.utf8("four"));
    assertThat(labels.get(LABEL)).containsExactly(four);
    ContentRef five = labels.putAt(LABEL, Samples.stream(Bytes.utf8("five")), Progress.NONE);
    ContentRef six =
        labels.replaceContentAt(LABEL, Samples.stream(Bytes.utf8("six")), Progress.NONE);
    assertThat(labels.get(LABEL)).containsExactly(six);
    assertThat(store.exists(five)).isTrue();
  }

  @Test
  void listsLabelsSortedAndFindsThemAgain() {
    for (String name : List.of("b", "a", "c/d", "é")) {
      store.labels().add(new Label(name), one);
    }
    reopen();

    assertThat(store.labels().list())
        .containsExactly(new Label("a"), new Label("b"), new Label("c/d"), new Label("é"));
    assertThat(store.labels().get(new Label("c/d"))).containsExactly(one);
  }

  @Test
  void labelsNothingThatIsMissing() {
    ContentRef unknown = ContentsContract.UNKNOWN;

    assertThatExceptionOfType(StoreException.Missing.class)
        .isThrownBy(() -> store.labels().add(LABEL, unknown));
    assertThatExceptionOfType(StoreException.Missing.class)
        .isThrownBy(() -> store.labels().replace(LABEL, unknown));
    assertThatExceptionOfType(StoreException.Missing.class)
        .isThrownBy(() -> store.resolve("default", new Reference.OfLabel(LABEL)))
        .withMessageContaining("app/config");
    assertThat(store.labels().list()).isEmpty();
  }

  @Test
  void losesNothingThatManyThreadsAddToOneLabel() throws Exception {
    Labels labels = store.labels();
    List<ContentRef> all = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      all.add(store.put(Bytes.utf8("content " + i)));
    }
    try (ExecutorService pool = Executors.newFixedThreadPool(32)) {
      List<Future<Boolean>> added = new ArrayList<>();
      for (ContentRef ref : all) {
        added.add(pool.submit(() -> labels.add(LABEL, ref)));
      }
      for (Future<Boolean> one : added) {
        assertThat(one.get()).isTrue();
      }
    }

    assertThat(labels.get(LABEL)).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void keepsTheStoresOfAHomeApart() {
    StoreName notes = new StoreName("default", "notes");
    StoreName tenants = new StoreName("acme", "default");

    assertThat(store.create(notes)).isTrue();
    assertThat(store.create(notes)).isFalse();
    store.labels(notes).add(LABEL, one);
    store.labels(tenants).add(LABEL, two);

    assertThat(store.labels().get(LABEL)).isEmpty();
    assertThat(store.labels(notes).get(LABEL)).containsExactly(one);
    assertThat(store.resolve("acme", new Reference.OfLabel(LABEL))).isEqualTo(two);
    reopen();
    assertThat(store.stores()).containsExactly(StoreName.DEFAULT, tenants, notes);
    assertThat(store.labels(notes).get(LABEL)).containsExactly(one);
  }

  @Test
  void knowsNoStoreThatNobodyMade() {
    assertThatExceptionOfType(StoreException.Refused.class)
        .isThrownBy(() -> store.labels(new StoreName("default", "none")));
    for (String id : List.of("", "..", "a/b", "A", "-x", "a".repeat(65), "a\0")) {
      assertThatIllegalArgumentException().isThrownBy(() -> new StoreName("default", id));
      assertThatIllegalArgumentException().isThrownBy(() -> new StoreName(id, "default"));
    }
  }

  @Test
  void asksForTheHeadOfAChainElsewhere() {
    Label head = new Label("counter:chain-head");
    Bytes header = Bytes.utf8("header");
    Resolver chains =
        new Resolver() {
          @Override
          public Optional<ContentRef> label(String tenant, Label label) {
            return label.actor().equals("counter")
                ? Optional.of(ContentRef.of(header))
                : Optional.empty();
          }

          @Override
          public Optional<Bytes> content(ContentRef ref) {
            return ref.equals(ContentRef.of(header)) ? Optional.of(header) : Optional.empty();
          }
        };
    store.close();
    store = Store.open(StoreConfig.defaults(), Samples.HOME, Samples.ports(disk), chains);

    ContentRef ref = store.resolve("default", Reference.parse("store:counter:chain-head"));
    assertThat(store.get(ref)).isEqualTo(header);
    assertThat(store.get(ref, 1, 3).text()).isEqualTo("ead");
    assertThat(Samples.drain(store.open(ref))).isEqualTo(header);
    assertThat(store.size(ref)).hasValue(6);
    assertThat(store.exists(ref)).isTrue();
    assertThat(store.labels().add(LABEL, ref)).isTrue();
    assertThat(store.labels().get(new Label("nobody:chain-head"))).isEmpty();
    assertThatExceptionOfType(StoreException.Refused.class)
        .isThrownBy(() -> store.labels().replace(head, one));
    assertThatExceptionOfType(StoreException.Refused.class)
        .isThrownBy(() -> store.labels().putAt(head, Bytes.utf8("x")));
  }

  @Test
  void makesAGuestsChangeOnce() {
    GuestPosition first = new GuestPosition(5, 0);
    GuestPosition second = new GuestPosition(5, 1);

    assertThat(store.guestPosition()).isEqualTo(GuestPosition.START);
    assertThat(store.apply(first, StoreName.DEFAULT, new LabelChange.Add(LABEL, one))).isTrue();
    assertThat(store.apply(first, StoreName.DEFAULT, new LabelChange.Add(LABEL, two))).isFalse();
    assertThat(store.apply(second, new StoreName("default", "new"))).isTrue();
    assertThat(store.labels().get(LABEL)).containsExactly(one);
    reopen();
    assertThat(store.guestPosition()).isEqualTo(second);
    assertThat(store.apply(second, StoreName.DEFAULT, new LabelChange.RemoveLabel(LABEL)))
        .isFalse();
    assertThat(store.existsStore(new StoreName("default", "new"))).isTrue();
  }

  @Test
  void letsNoGuestsChangeUndoANewerOneFromOutside() {
    GuestPosition at = new GuestPosition(5, 0);
    store.apply(at, StoreName.DEFAULT, new LabelChange.Replace(LABEL, one));
    store.labels().replace(LABEL, two);

    store = Samples.open(disk.crash(3));

    // What recovery does: it offers all that the log has.
    assertThat(store.apply(at, StoreName.DEFAULT, new LabelChange.Replace(LABEL, one))).isFalse();
    assertThat(store.labels().get(LABEL)).containsExactly(two);
  }

  @Test
  void keepsTheOrderOfReferencesWhenGuestsChangesAreMadeAgain() {
    List<LabelChange> changes =
        List.of(
            new LabelChange.Add(LABEL, one),
            new LabelChange.RemoveReference(LABEL, one),
            new LabelChange.Add(LABEL, one),
            new LabelChange.Add(LABEL, two));
    for (int i = 0; i < changes.size(); i++) {
      store.apply(new GuestPosition(5, i), StoreName.DEFAULT, changes.get(i));
    }

    store = Samples.open(disk.crash(3));
    for (int i = 0; i < changes.size(); i++) {
      store.apply(new GuestPosition(5, i), StoreName.DEFAULT, changes.get(i));
    }

    assertThat(store.labels().get(LABEL)).containsExactly(one, two);
  }

  @Test
  void syncsThePositionBeforeAChangeFromOutside() {
    GuestPosition at = new GuestPosition(5, 0);
    store.apply(at, StoreName.DEFAULT, new LabelChange.Replace(LABEL, one));
    List<String> order = new ArrayList<>();
    disk.faults(
        Fault.watch(operation -> {
          if (operation.kind() == Kind.RENAME) {
            order.add(String.valueOf(operation.target().getFileName()));
          }
        }));

    store.labels().replace(LABEL, two);

    assertThat(order).containsExactly("labels.at", LABEL.encoded());
  }
}
