package dev.odeon.runtime;

import dev.odeon.base.Bytes;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventKind;
import dev.odeon.component.ResultValue;
import dev.odeon.component.WitFunction;
import dev.odeon.host.Capabilities;
import dev.odeon.store.ContentRef;
import dev.odeon.store.GuestPosition;
import dev.odeon.store.Label;
import dev.odeon.store.LabelChange;
import dev.odeon.store.StoreName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What blocks say of the store: the changes that guests asked for, and the contents they named. */
final class StoreEvents {
  /** How the names of all functions of the store begin. */
  private static final String PREFIX = "theater:simple/store#";

  private static final Bytes PREFIX_UTF8 = Bytes.utf8(PREFIX);

  /** The array's head, the kind, and the head of a text of 24 to 255 bytes. */
  private static final int NAME_AT = 4;

  private static final int TEXT_OF_ONE_BYTE_SIZE = 0x78;

  private static final Map<String, WitFunction> TYPES = types();

  private StoreEvents() {}

  private static Map<String, WitFunction> types() {
    Capabilities capabilities = new Capabilities();
    Map<String, WitFunction> types = new HashMap<>();
    for (String function : capabilities.functions("store")) {
      types.put(
          PREFIX + function,
          Objects.requireNonNull(capabilities.function("store", function)).type());
    }
    return Map.copyOf(types);
  }

  /**
   * A change as a block tells it.
   *
   * @param index of its event in the block
   * @param change what it asks for
   */
  record Asked(int index, StoreChange change) {
    GuestPosition at(long sequence) {
      return new GuestPosition(sequence, index);
    }
  }

  /** The code of the kind of {@code event}. */
  static int kindOf(Bytes event) {
    return event.size() > 1 ? event.at(1) : 0;
  }

  /** Whether {@code event} tells of a call of the store; most events need no decoding for that. */
  static boolean isOfStore(Bytes event) {
    int kind = kindOf(event);
    boolean isCall = kind == EventKind.CALL.code() || kind == EventKind.OUTBOX.code();
    int end = NAME_AT + PREFIX_UTF8.size();
    return isCall
        && event.size() > end
        && event.at(2) == TEXT_OF_ONE_BYTE_SIZE
        && event.slice(NAME_AT, end).equals(PREFIX_UTF8);
  }

  /** The changes that a block of an actor of {@code tenant} with {@code events} asks for. */
  static List<Asked> changes(String tenant, List<Event> events) {
    List<Asked> changes = new ArrayList<>(0);
    for (int i = 0; i < events.size(); i++) {
      Event event = events.get(i);
      if (event.data() instanceof EventData.Outbox(_, Bytes args, Bytes reply)
          && event.name().startsWith(PREFIX)) {
        changes.add(new Asked(i, change(tenant, event.name(), args, reply)));
      }
    }
    return changes;
  }

  private static StoreChange change(String tenant, String name, Bytes args, Bytes reply) {
    WitFunction type = type(name);
    List<Object> params = type.decodeParams(args);
    Object answer = type.decodeResult(reply) instanceof ResultValue.Ok(Object value) ? value : null;
    String function = name.substring(PREFIX.length());
    if (function.equals("new")) {
      return new StoreChange.Created(
          new StoreName(tenant, (String) Objects.requireNonNull(answer)));
    }
    Label label = new Label((String) params.get(1));
    LabelChange change =
        switch (function) {
          case "label" -> new LabelChange.Add(label, ref(params.get(2)));
          case "store-at-label" -> new LabelChange.Add(label, ref(answer));
          case "replace-at-label" -> new LabelChange.Replace(label, ref(params.get(2)));
          case "replace-content-at-label" -> new LabelChange.Replace(label, ref(answer));
          case "remove-label" -> new LabelChange.RemoveLabel(label);
          case "remove-from-label" -> new LabelChange.RemoveReference(label, ref(params.get(2)));
          default ->
              throw new ActorException(
                  ActorException.Reason.UNSUPPORTED, name + " changes nothing in the store");
        };
    return new StoreChange.Labelled(new StoreName(tenant, (String) params.getFirst()), change);
  }

  /** Is told of a content that a block names. */
  @FunctionalInterface
  interface RefVisitor {
    /**
     * {@code required}: it was there, and was kept from a collection until the block named it. A
     * guest may also ask for what is not there.
     */
    void ref(ContentRef ref, boolean required);
  }

  /**
   * Tells the contents that {@code event} puts, reads or labels. A list of all contents names none:
   * it would keep them for ever.
   */
  static void refs(Event event, RefVisitor visitor) {
    if (!event.name().startsWith(PREFIX)) {
      return;
    }
    switch (event.data()) {
      case EventData.Outbox(_, Bytes args, Bytes reply) -> refs(event.name(), args, reply, visitor);
      case EventData.Call(_, Bytes args, EventData.CallReply.Value(Bytes reply)) ->
          refs(event.name(), args, reply, visitor);
      case EventData.Call(_, Bytes args, EventData.CallReply.Stored _) -> {
        Object wanted = type(event.name()).decodeParams(args).getLast();
        tell(wanted, true, visitor);
      }
      case EventData.Call(_, Bytes args, _) -> refs(event.name(), args, null, visitor);
      default -> {}
    }
  }

  private static void refs(String name, Bytes args, @Nullable Bytes reply, RefVisitor visitor) {
    WitFunction type = type(name);
    List<Object> params = type.decodeParams(args);
    Object result = reply == null ? null : type.decodeResult(reply);
    Object answer = result instanceof ResultValue.Ok(Object value) ? value : null;
    switch (name.substring(PREFIX.length())) {
      case "get", "remove-from-label" -> tell(params.getLast(), false, visitor);
      case "exists" -> tell(params.getLast(), Boolean.TRUE.equals(answer), visitor);
      case "label", "replace-at-label" ->
          tell(params.getLast(), result instanceof ResultValue.Ok, visitor);
      case "store", "store-at-label", "replace-content-at-label" -> tell(answer, true, visitor);
      case "get-by-label" -> {
        // It may have lost its label, and its life, before the block was durable.
        if (answer instanceof Optional<?> found) {
          tell(found.orElse(null), false, visitor);
        }
      }
      default -> {}
    }
  }

  /** A guest may have named what is no hash, and was refused. */
  private static void tell(@Nullable Object reference, boolean required, RefVisitor visitor) {
    if (reference != null) {
      try {
        visitor.ref(ref(reference), required);
      } catch (IllegalArgumentException e) {
        return;
      }
    }
  }

  private static ContentRef ref(@Nullable Object reference) {
    return ContentRef.parse((String) ((List<?>) Objects.requireNonNull(reference)).getFirst());
  }

  private static WitFunction type(String name) {
    WitFunction type = TYPES.get(name);
    if (type == null) {
      throw new ActorException(
          ActorException.Reason.UNSUPPORTED,
          name + " is not a function of the store: use a newer Odeon");
    }
    return type;
  }
}
