package dev.odeon.cli;

import dev.odeon.base.Bytes;
import dev.odeon.protocol.Facts;
import dev.odeon.protocol.StoreRequest;
import dev.odeon.protocol.StoreRequest.StoreDescribe;
import dev.odeon.protocol.StoreRequest.StoreGc;
import dev.odeon.protocol.StoreRequest.StoreGet;
import dev.odeon.protocol.StoreRequest.StoreLabel;
import dev.odeon.protocol.StoreRequest.StoreLabels;
import dev.odeon.protocol.StoreRequest.StoreList;
import dev.odeon.protocol.StoreRequest.StoreNew;
import dev.odeon.protocol.StoreRequest.StorePut;
import dev.odeon.protocol.StoreRequest.StoreShow;
import dev.odeon.protocol.StoreRequest.StoreSize;
import dev.odeon.protocol.StoreRequest.StoreStores;
import dev.odeon.protocol.StoreRequest.StoreUnlabel;
import dev.odeon.store.StoreName;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The store commands of a home that has a server: what they ask it, and what they show of its
 * answers, which is what they show without one.
 */
final class ServedStore {
  private final Console console;
  private final Door door;

  private ServedStore(Console console, Door door) {
    this.console = console;
    this.door = door;
  }

  /** Has the server do {@code work}; false if there is none, so that the home can be opened. */
  static boolean does(Console console, Consumer<ServedStore> work) {
    return Door.does(console, door -> work.accept(new ServedStore(console, door)));
  }

  /** The store {@code name} there, for an import or an export. */
  Shelf shelf(StoreName name) {
    return new ServedShelf(door, name);
  }

  void put(
      String file,
      @Nullable String label,
      boolean replace,
      @Nullable String mediaType,
      StoreName store) {
    Bytes content = null;
    String path = null;
    if (!file.equals("-") && Files.isRegularFile(Path.of(file))) {
      path = Path.of(file).toAbsolutePath().normalize().toString();
    } else {
      content =
          file.equals("-") ? Input.of(file, console.in()) : Input.file(Path.of(file), "input");
    }
    Facts facts = ask(new StorePut(content, path, label, replace, mediaType, store.id()));
    console.result(Fields.told(facts), facts.text("hash"));
  }

  /** The hash and the size of the content that {@code ref} names. */
  Facts found(String ref, StoreName store) {
    return ask(new StoreGet(ref, 0, 0L, store.id()));
  }

  /** Writes the content from one offset to another. */
  void copy(Facts found, long from, long to, OutputStream out, Progress progress)
      throws IOException {
    String hash = found.text("hash");
    for (long at = from; at < to; ) {
      Bytes piece = ask(new StoreGet(hash, at, to - at, null)).bytesOrNull("content");
      if (piece == null || piece.isEmpty()) {
        throw Failure.failed("content %s ends early, at %d".formatted(hash, at));
      }
      out.write(piece.toArray());
      at += piece.size();
      progress.at(at - from, to - from);
    }
  }

  void show(String ref, StoreName store) {
    Facts facts = ask(new StoreShow(ref, store.id()));
    long millis = facts.whole("created_ms");
    String created = millis == 0 ? null : Instant.ofEpochMilli(millis).toString();
    StoreShowCommand.report(
        console,
        facts.text("hash"),
        facts.whole("size"),
        created,
        facts.textOrNull("media_type"),
        facts.texts("labels"));
  }

  void describe(String ref, String mediaType, StoreName store) {
    Facts facts = ask(new StoreDescribe(ref, mediaType, store.id()));
    console.result(Fields.told(facts), "%s is %s".formatted(digits(facts.text("hash")), mediaType));
  }

  void label(String label, String ref, boolean replace, StoreName store) {
    Facts facts = ask(new StoreLabel(label, ref, replace, store.id()));
    console.result(
        Fields.told(facts),
        "%s is %s%s"
            .formatted(
                label,
                digits(facts.text("hash")),
                facts.flag("added") ? "" : ", as it was before"));
  }

  void unlabel(String label, @Nullable String ref, StoreName store) {
    Facts facts = ask(new StoreUnlabel(label, ref, store.id()));
    String hash = facts.textOrNull("hash");
    console.result(
        Fields.told(facts),
        hash == null
            ? "%s is removed".formatted(label)
            : "%s is not %s any longer".formatted(label, digits(hash)));
  }

  void labels(@Nullable String label, StoreName store) {
    List<Facts> all = ask(new StoreLabels(label, store.id())).list("labels");
    List<Fields> fields = new ArrayList<>();
    if (label == null) {
      LabelList list = new LabelList(console);
      for (Facts each : all) {
        String damage = each.textOrNull("damaged");
        if (damage == null) {
          list.add(each.text("label"), each.texts("references"));
        } else {
          list.addDamaged(each.text("label"), damage);
        }
      }
      list.show();
      return;
    }
    Table table = Table.of("HASH", "SIZE");
    for (String hash : all.getFirst().texts("references")) {
      long size = ask(new StoreShow(hash, store.id())).whole("size");
      fields.add(Fields.of("label", label).put("hash", hash).put("size", size));
      table.row(hash, Shown.count(size));
    }
    console.results(fields, table);
  }

  void list() {
    String after = null;
    do {
      Facts page = ask(new StoreList(after));
      for (Facts each : page.list("contents")) {
        console
            .out()
            .print(
                console.json()
                    ? Fields.told(each).json() + "\n"
                    : each.text("hash") + " " + each.whole("size") + "\n");
      }
      after = page.textOrNull("next");
    } while (after != null);
    console.out().flush();
  }

  void size() {
    Facts facts = ask(new StoreSize());
    console.result(
        Fields.told(facts),
        StoreSizeCommand.text(
            facts.whole("count"), facts.whole("logical_bytes"), facts.whole("disk_bytes")));
  }

  void collect(boolean dryRun, long graceSeconds, boolean each) {
    Facts facts = ask(new StoreGc(dryRun, graceSeconds, each));
    for (Facts one : facts.list("each")) {
      StoreGcCommand.tell(
          console,
          dryRun,
          one.text("hash"),
          one.whole("size"),
          one.whole("references"),
          one.textOrNull("why"));
    }
    long leftOut = Objects.requireNonNullElse(facts.wholeOrNull("each_left_out"), 0L);
    if (leftOut > 0) {
      console.note("odeon: %s more are not named".formatted(Shown.count(leftOut)));
    }
    SortedMap<String, Long> why = new TreeMap<>();
    Facts kept = facts.inner("kept_why");
    kept.values().keySet().forEach(name -> why.put(name, kept.whole(name)));
    console.result(
        Fields.told(facts, leftOut > 0 ? Set.of("each") : Set.of("each", "each_left_out")),
        StoreGcCommand.text(
            dryRun,
            facts.whole("removed"),
            facts.whole("removed_bytes"),
            facts.whole("kept"),
            facts.whole("kept_bytes"),
            why,
            facts.whole("disk_bytes_freed")));
    List<String> problems = facts.texts("problems");
    if (!problems.isEmpty()) {
      if (!console.json()) {
        problems.forEach(problem -> console.say("  " + Shown.line(problem)));
      }
      throw Failure.failed(
          "%s in the store: %s"
              .formatted(Shown.count(problems.size(), "problem", "problems"), problems.getFirst()));
    }
  }

  void create(StoreName name) {
    boolean made = ask(new StoreNew(name.id())).flag("created");
    console.result(
        Fields.of("store", name.id()).put("tenant", name.tenant()).put("made", made),
        "the store %s is %s".formatted(name.id(), made ? "made" : "there already"));
  }

  void stores(String tenant) {
    List<Fields> fields = new ArrayList<>();
    Table table = Table.of("STORE", "LABELS");
    for (Facts each : ask(new StoreStores()).list("stores")) {
      fields.add(
          Fields.of("store", each.text("store"))
              .put("tenant", tenant)
              .put("labels", each.whole("labels")));
      table.row(each.text("store"), each.whole("labels"));
    }
    console.results(fields, table);
  }

  private Facts ask(StoreRequest request) {
    return Told.facts(door, request);
  }

  private static String digits(String hash) {
    return hash.substring(0, 12);
  }
}
