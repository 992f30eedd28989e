package dev.odeon.host.capability;

import dev.odeon.component.ResultValue;
import dev.odeon.host.Capability;
import dev.odeon.host.CapabilityFunction.Deferred;
import dev.odeon.host.CapabilityFunction.EffectDecoder;
import dev.odeon.host.CapabilityFunction.Source;
import dev.odeon.host.ContentNames;
import dev.odeon.host.GrantTable;
import dev.odeon.host.GrantType;
import dev.odeon.store.ContentRef;
import dev.odeon.store.Label;
import dev.odeon.store.LabelChange;
import dev.odeon.store.StoreName;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@code store}: the content store of the home. A manifest narrows it to labels that begin with
 * {@code labels}, and to {@code bytes} that one turn may put. Changes are effects, {@link
 * StoreChange}.
 */
public final class StoreCapability {
  private static final GrantType<StoreGrant> GRANTS =
      new GrantType<>(List.of("labels", "bytes"), StoreCapability::grant);

  private StoreCapability() {}

  static Capability<StoreGrant> capability() {
    return Capability.of(OwnCapabilities.wit("store"), GRANTS)
        .read(
            "store", Source.HOME, call -> new GrantedStore(call).store(call.text(0), call.bytes(1)))
        .read("get", Source.HOME, call -> new GrantedStore(call).get(call.text(0), call.arg(1)))
        .read(
            "exists", Source.HOME, call -> new GrantedStore(call).exists(call.text(0), call.arg(1)))
        .read(
            "get-by-label",
            Source.HOME,
            call -> new GrantedStore(call).byLabel(call.text(0), call.text(1)))
        .read("list-labels", Source.HOME, call -> new GrantedStore(call).listLabels(call.text(0)))
        .read(
            "list-all-content",
            Source.HOME,
            call -> new GrantedStore(call).listAllContent(call.text(0)))
        .read(
            "calculate-total-size",
            Source.HOME,
            call -> new GrantedStore(call).totalSize(call.text(0)))
        // Of the turn's randomness: the guest is told the id before there is such a store.
        .deferred(
            "new",
            Source.HOME,
            call -> new GrantedStore(call).create(call.random().nextUuid().toString()),
            StoreChange.class,
            (actor, _, result) ->
                new StoreChange.Created(
                    new StoreName(actor.tenant(), (String) Objects.requireNonNull(ok(result)))))
        .deferred(
            "label",
            Source.HOME,
            labels(LabelChange.Add::new),
            StoreChange.class,
            changes((args, _) -> new LabelChange.Add(label(args), ref(args.get(2)))))
        .deferred(
            "replace-at-label",
            Source.HOME,
            labels(LabelChange.Replace::new),
            StoreChange.class,
            changes((args, _) -> new LabelChange.Replace(label(args), ref(args.get(2)))))
        .deferred(
            "store-at-label",
            Source.HOME,
            puts(LabelChange.Add::new),
            StoreChange.class,
            changes((args, result) -> new LabelChange.Add(label(args), ref(result))))
        .deferred(
            "replace-content-at-label",
            Source.HOME,
            puts(LabelChange.Replace::new),
            StoreChange.class,
            changes((args, result) -> new LabelChange.Replace(label(args), ref(result))))
        .deferred(
            "remove-label",
            Source.HOME,
            call -> new GrantedStore(call).removeLabel(call.text(0), call.text(1)),
            StoreChange.class,
            changes((args, _) -> new LabelChange.RemoveLabel(label(args))))
        .deferred(
            "remove-from-label",
            Source.HOME,
            call -> new GrantedStore(call).removeFromLabel(call.text(0), call.text(1), call.arg(2)),
            StoreChange.class,
            changes((args, _) -> new LabelChange.RemoveReference(label(args), ref(args.get(2)))))
        .naming(StoreCapability::names);
  }

  private static StoreGrant grant(GrantTable table) {
    String labels = table.text("labels");
    return new StoreGrant(
        labels == null ? "" : labels,
        table.number("bytes", 0, Long.MAX_VALUE).orElse(Long.MAX_VALUE));
  }

  private static Deferred.Body<StoreGrant> labels(
      BiFunction<Label, ContentRef, LabelChange> change) {
    return call -> new GrantedStore(call).label(call.text(0), call.text(1), call.arg(2), change);
  }

  private static Deferred.Body<StoreGrant> puts(BiFunction<Label, ContentRef, LabelChange> change) {
    return call -> new GrantedStore(call).putAt(call.text(0), call.text(1), call.bytes(2), change);
  }

  /** The effect of a function whose first argument is a store; the change is told the result. */
  private static EffectDecoder<StoreChange> changes(
      BiFunction<List<Object>, @Nullable Object, LabelChange> change) {
    return (actor, args, result) ->
        new StoreChange.Labelled(
            new StoreName(actor.tenant(), (String) args.getFirst()),
            change.apply(args, ok(result)));
  }

  private static Label label(List<Object> args) {
    return new Label((String) args.get(1));
  }

  private static @Nullable Object ok(@Nullable Object result) {
    return result instanceof ResultValue.Ok(Object value) ? value : null;
  }

  private static ContentRef ref(@Nullable Object reference) {
    return ContentRef.parse((String) ((List<?>) Objects.requireNonNull(reference)).getFirst());
  }

  /** A list of all contents names none: it would keep them for ever. */
  private static void names(
      String function,
      List<Object> args,
      @Nullable Object result,
      boolean stored,
      ContentNames.Visitor visitor) {
    Object answer = ok(result);
    switch (function) {
      case "get", "remove-from-label" -> visit(args.getLast(), stored, visitor);
      case "exists" -> visit(args.getLast(), Boolean.TRUE.equals(answer), visitor);
      case "label", "replace-at-label" ->
          visit(args.getLast(), result instanceof ResultValue.Ok, visitor);
      case "store", "store-at-label", "replace-content-at-label" -> visit(answer, true, visitor);
      case "get-by-label" -> {
        // It may have lost its label, and its life, before the block was durable.
        if (answer instanceof Optional<?> found) {
          visit(found.orElse(null), false, visitor);
        }
      }
      default -> {}
    }
  }

  /** A guest may have named what is no hash, and was refused. */
  private static void visit(
      @Nullable Object reference, boolean required, ContentNames.Visitor visitor) {
    if (reference == null) {
      return;
    }
    ContentRef ref;
    try {
      ref = ref(reference);
    } catch (IllegalArgumentException e) {
      return;
    }
    visitor.content(ref, required);
  }
}
