package dev.odeon.host.capability;

import dev.odeon.base.Bytes;
import dev.odeon.component.ResultValue;
import dev.odeon.engine.OverloadedException;
import dev.odeon.host.CallPhase;
import dev.odeon.host.CapabilityFunction.Decision;
import dev.odeon.host.CapabilityFunction.Found;
import dev.odeon.host.GuestCall;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Label;
import dev.odeon.store.LabelChange;
import dev.odeon.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The store as far as an actor was granted it, for one call: what the functions of {@code
 * theater:simple/store} do. What is outside the grant, or cannot be, is answered with {@code err};
 * a list leaves it out. Used by the thread of the turn alone.
 */
final class GrantedStore {
  /** The most contents that a turn puts, stores that it makes and labels that it changes. */
  static final int WRITES_MAX = 1_024;

  /** About what an item of a list takes beside its text. */
  private static final int ITEM_BYTES = 4;

  private final StoreGrant grant;
  private final StoreView view;
  private final long outputBytesMax;
  private final CallPhase phase;
  private final Use use;

  /** What the turn has put and changed so far. */
  private static final class Use {
    private long putBytes;
    private int writes;
  }

  /** What the grant of {@code call} leaves of the store. */
  GrantedStore(GuestCall<StoreGrant> call) {
    this.grant = call.grant();
    this.view = call.service(StoreView.class);
    this.outputBytesMax = call.outputBytesMax();
    this.phase = call.phase();
    this.use = call.perTurn(Use.class, Use::new);
  }

  // Content.

  Found store(String store, Bytes content) {
    return value(() -> {
      requireStore(store);
      return reference(put(content));
    });
  }

  private ContentRef put(Bytes content) {
    if (content.size() > grant.bytesMax() - use.putBytes) {
      throw new Outside(
          String.format(
              Locale.ROOT,
              "a turn may put %d bytes, and these %d would be more",
              grant.bytesMax(),
              content.size()));
    }
    checkRoom();
    ContentRef ref = view.put(content);
    use.putBytes += content.size();
    use.writes++;
    return ref;
  }

  /** Goes into the block by its hash alone: the bytes stay in the store. */
  Found get(String store, Object ref) {
    Bytes content;
    try {
      requireStore(store);
      ContentRef wanted = content(ref);
      OptionalLong size = view.size(wanted);
      if (size.isPresent() && size.getAsLong() > outputBytesMax) {
        throw new Outside(
            String.format(
                Locale.ROOT,
                "content %s has %d bytes, more than the %d of a reply",
                wanted,
                size.getAsLong(),
                outputBytesMax));
      }
      content = view.get(wanted);
    } catch (Outside | StoreException | IllegalArgumentException e) {
      return Found.value(refusal(e));
    }
    return Found.content(ResultValue.ok(content));
  }

  Found exists(String store, Object ref) {
    return value(() -> {
      requireStore(store);
      return view.size(content(ref)).isPresent();
    });
  }

  Found listAllContent(String store) {
    return value(() -> {
      List<Object> refs = new ArrayList<>();
      long[] size = {0};
      if (grant.isNarrowed()) {
        for (ContentRef ref : visibleContent(store)) {
          add(refs, size, reference(ref), ref.hex().length());
        }
      } else {
        requireStore(store);
        view.contents(entry -> add(refs, size, reference(entry.ref()), entry.ref().hex().length()));
      }
      return refs;
    });
  }

  Found totalSize(String store) {
    return value(() -> {
      if (!grant.isNarrowed()) {
        requireStore(store);
        return view.contentBytes();
      }
      long total = 0;
      for (ContentRef ref : visibleContent(store)) {
        total += view.size(ref).orElse(0);
      }
      return total;
    });
  }

  /** What the labels stand for that the grant covers. */
  private Set<ContentRef> visibleContent(String store) {
    Set<ContentRef> refs = new TreeSet<>();
    for (Label label : visibleLabels(store)) {
      refs.addAll(view.labelled(store, label));
    }
    return refs;
  }

  // Labels.

  Found byLabel(String store, String name) {
    return value(() -> {
      requireStore(store);
      List<ContentRef> refs = view.labelled(store, granted(name));
      return refs.isEmpty() ? Optional.empty() : Optional.of(reference(refs.getLast()));
    });
  }

  Found listLabels(String store) {
    return value(() -> {
      List<Object> names = new ArrayList<>();
      long[] size = {0};
      for (Label label : visibleLabels(store)) {
        add(names, size, label.name(), Bytes.utf8(label.name()).size());
      }
      return names;
    });
  }

  private List<Label> visibleLabels(String store) {
    requireStore(store);
    return view.labels(store).stream()
        .filter(label -> label.name().startsWith(grant.labels()))
        .toList();
  }

  // What takes effect once the turn's block is durable.

  Decision create(String id) {
    return decision(() -> {
      take(() -> view.created(id));
      return ResultValue.ok(id);
    });
  }

  /** Adds {@code ref} to a label, or makes it the only one. */
  Decision label(
      String store, String name, Object ref, BiFunction<Label, ContentRef, LabelChange> change) {
    return decision(() -> {
      Label label = changeable(store, name);
      ContentRef wanted = content(ref);
      if (view.size(wanted).isEmpty()) {
        throw new Outside("content " + wanted + " is not in the store: put it first");
      }
      take(() -> view.changed(store, change.apply(label, wanted)));
      return ResultValue.OK;
    });
  }

  /** The same with content that is put now. */
  Decision putAt(
      String store, String name, Bytes content, BiFunction<Label, ContentRef, LabelChange> change) {
    return decision(() -> {
      Label label = changeable(store, name);
      ContentRef ref = put(content);
      take(() -> view.changed(store, change.apply(label, ref)));
      return ResultValue.ok(reference(ref));
    });
  }

  Decision removeLabel(String store, String name) {
    return decision(() -> {
      LabelChange change = new LabelChange.RemoveLabel(changeable(store, name));
      take(() -> view.changed(store, change));
      return ResultValue.OK;
    });
  }

  Decision removeFromLabel(String store, String name, Object ref) {
    return decision(() -> {
      Label label = changeable(store, name);
      LabelChange change = new LabelChange.RemoveReference(label, content(ref));
      take(() -> view.changed(store, change));
      return ResultValue.OK;
    });
  }

  private void checkRoom() {
    if (use.writes >= WRITES_MAX) {
      throw new Outside(
          String.format(
              Locale.ROOT,
              "a turn may put and change at most %d things in stores: go on in the next turn",
              WRITES_MAX));
    }
  }

  private void take(BooleanSupplier change) {
    checkRoom();
    if (phase == CallPhase.REFUSE || !change.getAsBoolean()) {
      String reason = "the store takes no changes now: its disk is full or broken";
      throw phase == CallPhase.REPEAT ? new OverloadedException(reason) : new Outside(reason);
    }
    use.writes++;
  }

  private Label changeable(String store, String name) {
    requireStore(store);
    Label label = granted(name);
    if (label.isChainHead()) {
      throw new Outside("label '" + name + "' follows the actor's chain and cannot be changed");
    }
    return label;
  }

  private Label granted(String name) {
    Label label = new Label(name);
    if (!name.startsWith(grant.labels())) {
      throw new Outside(
          "label '%s' is not granted: only those that begin with '%s' are"
              .formatted(name, grant.labels()));
    }
    return label;
  }

  private void requireStore(String id) {
    if (!view.hasStore(id)) {
      throw new Outside("there is no store '" + id + "': new makes one, 'default' is always there");
    }
  }

  private void add(List<Object> list, long[] size, Object item, int textBytes) {
    size[0] += textBytes + ITEM_BYTES;
    if (size[0] > outputBytesMax) {
      throw new Outside("the list has more than the " + outputBytesMax + " bytes of a reply");
    }
    list.add(item);
  }

  /** As the contract has it: a record of one text. */
  private static Object reference(ContentRef ref) {
    return List.of(ref.hex());
  }

  private static ContentRef content(Object reference) {
    return ContentRef.parse((String) ((List<?>) reference).getFirst());
  }

  private static Found value(Supplier<Object> answer) {
    try {
      return Found.value(ResultValue.ok(answer.get()));
    } catch (Outside | StoreException | IllegalArgumentException e) {
      return Found.value(refusal(e));
    }
  }

  private Decision decision(Supplier<ResultValue> answer) {
    try {
      return new Decision(true, answer.get());
    } catch (Outside | StoreException | IllegalArgumentException e) {
      if (phase == CallPhase.REPEAT
          && (e instanceof StoreException.Unavailable || e instanceof StoreException.Broken)) {
        throw new OverloadedException(String.valueOf(e.getMessage()));
      }
      return new Decision(false, refusal(e));
    }
  }

  /** What is told to the guest, and recorded: nothing of the machine that it runs on. */
  private static ResultValue refusal(RuntimeException e) {
    if (e instanceof StoreException failure) {
      return ResultValue.err(
          switch (failure) {
            case StoreException.Missing _,
                StoreException.Damaged _,
                StoreException.TooLarge _,
                StoreException.Refused _ ->
                String.valueOf(failure.getMessage());
            case StoreException.Unavailable unavailable ->
                "the store cannot use its disk: "
                    + unavailable.reason().name().toLowerCase(Locale.ROOT);
            case StoreException _ -> "the store cannot be used now";
          });
    }
    return ResultValue.err(String.valueOf(e.getMessage()));
  }

  /** What the grant or the contract does not allow, in words for the guest. */
  private static final class Outside extends RuntimeException {
    private static final long serialVersionUID = 1;

    Outside(String message) {
      super(message, null, false, false);
    }
  }
}
