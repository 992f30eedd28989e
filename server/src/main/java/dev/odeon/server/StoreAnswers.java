package dev.odeon.server;

import dev.odeon.base.Bytes;
import dev.odeon.base.Disk;
import dev.odeon.base.Key;
import dev.odeon.protocol.ErrorCode;
import dev.odeon.protocol.Facts;
import dev.odeon.protocol.Response;
import dev.odeon.protocol.StoreRequest;
import dev.odeon.runtime.Actors;
import dev.odeon.store.CollectionReport;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Label;
import dev.odeon.store.Labels;
import dev.odeon.store.Metadata;
import dev.odeon.store.Reference;
import dev.odeon.store.Source;
import dev.odeon.store.Store;
import dev.odeon.store.StoreConfig;
import dev.odeon.store.StoreException;
import dev.odeon.store.StoreName;
import dev.odeon.store.Totals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Answers the requests of the content store, in the words that the command uses too. */
final class StoreAnswers {
  /** As much content is in one answer. */
  private static final int PIECE_MAX = 4 << 20;

  /** As many contents are in one list. */
  private static final int PAGE = 1000;

  /** What became of so many contents is in one answer. */
  private static final int VERDICTS_MAX = 50_000;

  /** A tenant sees so many contents that it put and no label names. */
  private static final int PUTS_MAX = 100_000;

  private final Actors actors;
  private final ModuleFiles files;
  private final Disk disk;
  private final Puts puts = new Puts(PUTS_MAX);

  StoreAnswers(Actors actors, ModuleFiles files) {
    this.actors = actors;
    this.files = files;
    this.disk = actors.ports().disk();
  }

  Response answer(String tenant, StoreRequest request) {
    return new Response.Told(
        switch (request) {
          case StoreRequest.StorePut put -> put(tenant, put);
          case StoreRequest.StoreGet(String ref, long offset, Long length, var store) ->
              get(resolve(tenant, ref, store), offset, length);
          case StoreRequest.StoreShow(String ref, var store) ->
              show(tenant, resolve(tenant, ref, store));
          case StoreRequest.StoreDescribe(String ref, String mediaType, var store) ->
              describe(resolve(tenant, ref, store), mediaType);
          case StoreRequest.StoreLabel(String label, String ref, boolean replace, var store) ->
              label(labels(tenant, store), new Label(label), resolve(tenant, ref, store), replace);
          case StoreRequest.StoreUnlabel(String label, var ref, var store) ->
              unlabel(tenant, new Label(label), ref, store);
          case StoreRequest.StoreLabels(var label, var store) ->
              labels(labels(tenant, store), label);
          case StoreRequest.StoreSize() -> size(tenant);
          case StoreRequest.StoreList(var after) -> list(tenant, after);
          case StoreRequest.StoreGc(boolean dryRun, Long grace, boolean each) ->
              collect(tenant, dryRun, grace, each);
          case StoreRequest.StoreNew(String store) ->
              Facts.of("store", store).put("created", store().create(new StoreName(tenant, store)));
          case StoreRequest.StoreStores() -> stores(tenant);
        });
  }

  private Store store() {
    return actors.store();
  }

  private Facts put(String tenant, StoreRequest.StorePut put) {
    String named = put.label();
    Label label = named == null ? null : new Label(named);
    Labels labels = label == null ? null : labels(tenant, put.store());
    if (label != null && label.isChainHead()) {
      throw new RefusedException(
          ErrorCode.INVALID_INPUT,
          "label '%s' follows the actor's chain and cannot be changed".formatted(named));
    }
    ContentRef ref = content(put);
    if (!tenant.equals(Key.DEFAULT_TENANT)) {
      puts.add(tenant, ref);
    }
    String mediaType = put.mediaType();
    if (mediaType != null) {
      store().describe(ref, mediaType);
    }
    if (labels != null && label != null) {
      if (put.replace()) {
        labels.replace(label, ref);
      } else {
        boolean _ = labels.add(label, ref);
      }
    }
    return Facts.of("hash", ref.hex())
        .put("size", store().size(ref).orElseThrow(() -> missing(ref)))
        .put("label", named)
        .put("media_type", mediaType);
  }

  private ContentRef content(StoreRequest.StorePut put) {
    Bytes content = put.content();
    if (content != null) {
      return store().put(content);
    }
    String path = put.path();
    if (path == null) {
      throw new IllegalArgumentException("content is put from a path or from its bytes");
    }
    return files.reading(path, disk, file -> store().put(Source.of(file), _ -> {}));
  }

  private Facts get(ContentRef ref, long offset, @Nullable Long length) {
    long size = store().size(ref).orElseThrow(() -> missing(ref));
    long from = Math.min(offset, size);
    long wanted = Math.min(length == null ? PIECE_MAX : length, size - from);
    Bytes piece = store().get(ref, from, (int) Math.min(wanted, PIECE_MAX));
    return Facts.of("hash", ref.hex()).put("size", size).put("offset", from).put("content", piece);
  }

  private Facts show(String tenant, ContentRef ref) {
    Metadata metadata = store().metadata(ref).orElseThrow(() -> missing(ref));
    Labels labels = store().labels(new StoreName(tenant, StoreName.DEFAULT.id()));
    return Facts.of("hash", ref.hex())
        .put("size", metadata.size())
        .put("created_ms", metadata.createdMillis())
        .put("media_type", metadata.mediaType().orElse(null))
        .putTexts("labels", labels.naming(ref).stream().map(Label::name).toList());
  }

  private Facts describe(ContentRef ref, String mediaType) {
    store().describe(ref, mediaType);
    return Facts.of("hash", ref.hex()).put("media_type", mediaType);
  }

  private static Facts label(Labels labels, Label label, ContentRef ref, boolean replace) {
    boolean added;
    if (replace) {
      added = !labels.names(label, ref);
      labels.replace(label, ref);
    } else {
      added = labels.add(label, ref);
    }
    return Facts.of("label", label.name()).put("hash", ref.hex()).put("added", added);
  }

  private Facts unlabel(
      String tenant, Label label, @Nullable String reference, @Nullable String store) {
    Labels labels = labels(tenant, store);
    ContentRef ref = reference == null ? null : resolve(tenant, reference, store);
    boolean removed = ref == null ? labels.remove(label) : labels.remove(label, ref);
    if (!removed) {
      throw new RefusedException(
          ErrorCode.NOT_FOUND,
          ref == null
              ? "there is no label '%s'".formatted(label.name())
              : "label '%s' does not stand for %s".formatted(label.name(), ref.hex()));
    }
    return Facts.of("label", label.name()).put("hash", ref == null ? null : ref.hex());
  }

  private static Facts labels(Labels labels, @Nullable String label) {
    List<Facts> all = new ArrayList<>();
    if (label != null) {
      Label one = new Label(label);
      List<ContentRef> refs = labels.get(one);
      if (refs.isEmpty()) {
        throw missing(one);
      }
      all.add(facts(one, refs));
    } else {
      labels.list().forEach(each -> add(labels, each, all));
    }
    return new Facts().putAll("labels", all);
  }

  /** One label of a list: one that is damaged does not hide the others. */
  private static void add(Labels labels, Label label, List<Facts> all) {
    try {
      List<ContentRef> refs = labels.get(label);
      // Somebody may have removed it meanwhile.
      if (!refs.isEmpty()) {
        all.add(facts(label, refs));
      }
    } catch (StoreException.Damaged e) {
      all.add(facts(label, List.of()).put("damaged", e.getMessage()));
    }
  }

  private static Facts facts(Label label, List<ContentRef> refs) {
    return Facts.of("label", label.name())
        .putTexts("references", refs.stream().map(ContentRef::hex).toList());
  }

  private Facts size(String tenant) {
    requireHome(tenant);
    Totals totals = store().contents().totals();
    return new Facts()
        .put("count", totals.count())
        .put("logical_bytes", totals.logicalBytes())
        .put("disk_bytes", totals.diskBytes());
  }

  private Facts list(String tenant, @Nullable String after) {
    requireHome(tenant);
    PriorityQueue<Listed> page = new PriorityQueue<>((a, b) -> b.hash.compareTo(a.hash));
    store()
        .contents()
        .list(entry -> {
          String hash = entry.ref().hex();
          if (after == null || hash.compareTo(after) > 0) {
            page.add(new Listed(hash, entry.size()));
            if (page.size() > PAGE + 1) {
              page.remove();
            }
          }
        });
    boolean more = page.size() > PAGE;
    if (more) {
      page.remove();
    }
    List<Listed> sorted = page.stream().sorted((a, b) -> a.hash.compareTo(b.hash)).toList();
    return new Facts()
        .putAll(
            "contents",
            sorted.stream()
                .map(each -> Facts.of("hash", each.hash).put("size", each.size))
                .toList())
        .put("next", more ? sorted.getLast().hash : null);
  }

  private record Listed(String hash, long size) {}

  private Facts collect(String tenant, boolean dryRun, @Nullable Long graceSeconds, boolean each) {
    requireHome(tenant);
    Duration grace =
        graceSeconds == null
            ? StoreConfig.defaults().grace()
            : Duration.ofSeconds(Math.min(graceSeconds, Integer.MAX_VALUE));
    Verdicts verdicts = new Verdicts(VERDICTS_MAX);
    CollectionReport report =
        store().collect(actors.roots(), dryRun, grace, _ -> {}, each ? verdicts : _ -> {});
    Facts facts = facts(report);
    return each
        ? facts.putAll("each", verdicts.facts()).put("each_left_out", verdicts.leftOut())
        : facts;
  }

  private static Facts facts(CollectionReport report) {
    Facts why = new Facts();
    new TreeMap<>(report.keptWhy()).forEach(why::put);
    return new Facts()
        .put("dry_run", report.dryRun())
        .put("kept", report.keptCount())
        .put("kept_bytes", report.keptBytes())
        .put("kept_why", why)
        .put("references", report.references())
        .put("removed", report.removedCount())
        .put("removed_bytes", report.removedBytes())
        .put("packs_removed", report.packsRemoved())
        .put("packs_rewritten", report.packsRewritten())
        .put("disk_bytes_freed", report.diskBytesFreed())
        .putTexts("problems", report.problems());
  }

  private Facts stores(String tenant) {
    return new Facts()
        .putAll(
            "stores",
            store().stores().stream()
                .filter(name -> name.tenant().equals(tenant))
                .map(name ->
                    Facts.of("store", name.id()).put("labels", store().labels(name).list().size()))
                .toList());
  }

  private Labels labels(String tenant, @Nullable String store) {
    StoreName name = new StoreName(tenant, store == null ? StoreName.DEFAULT.id() : store);
    if (store != null && !name.id().equals(StoreName.DEFAULT.id()) && !store().existsStore(name)) {
      throw new RefusedException(
          ErrorCode.NOT_FOUND,
          "there is no store '%s': 'odeon store new %s' makes it".formatted(store, store));
    }
    return store().labels(name);
  }

  private ContentRef resolve(String tenant, String reference, @Nullable String store) {
    return switch (Reference.parse(reference)) {
      case Reference.OfContent(ContentRef ref) -> visible(tenant, ref);
      case Reference.OfPath(String digits) -> visible(tenant, ContentRef.parse(digits));
      case Reference.OfLabel(Label label) -> {
        List<ContentRef> refs = labels(tenant, store).get(label);
        if (refs.isEmpty()) {
          throw missing(label);
        }
        yield refs.getLast();
      }
    };
  }

  /**
   * Content is shared between tenants, but by its hash each sees only what it put, or its labels
   * name.
   */
  private ContentRef visible(String tenant, ContentRef ref) {
    if (!tenant.equals(Key.DEFAULT_TENANT) && !puts.has(tenant, ref) && !isLabelled(tenant, ref)) {
      throw missing(ref);
    }
    return ref;
  }

  private boolean isLabelled(String tenant, ContentRef ref) {
    for (StoreName name : store().stores()) {
      if (name.tenant().equals(tenant)) {
        Labels labels = store().labels(name);
        if (labels.list().stream().anyMatch(label -> labels.names(label, ref))) {
          return true;
        }
      }
    }
    return false;
  }

  private static RefusedException missing(ContentRef ref) {
    return new RefusedException(
        ErrorCode.NOT_FOUND,
        "content %s is not in the store: 'odeon store list' shows what is".formatted(ref.hex()));
  }

  private static RefusedException missing(Label label) {
    return new RefusedException(
        ErrorCode.NOT_FOUND,
        "there is no label '%s': 'odeon store labels' shows those there are"
            .formatted(label.name()));
  }

  private static void requireHome(String tenant) {
    if (!tenant.equals(Key.DEFAULT_TENANT)) {
      throw new RefusedException(
          ErrorCode.REFUSED,
          "this is about all that the home keeps: ask it as tenant " + Key.DEFAULT_TENANT);
    }
  }
}
