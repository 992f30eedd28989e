package dev.odeon.aggregate;

import dev.odeon.aggregate.AppendResult.Reason;
import dev.odeon.base.Bytes;
import dev.odeon.base.CborWriter;
import dev.odeon.base.Hash;
import dev.odeon.base.Key;
import dev.odeon.chain.AppendCondition;
import dev.odeon.chain.Event;
import dev.odeon.chain.EventData;
import dev.odeon.chain.EventMetadata;
import dev.odeon.runtime.ExpectedVersion;
import dev.odeon.runtime.Message;
import dev.odeon.runtime.Registration;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Makes of what is to be appended the requests that the streams take, or says why it is not. */
final class AppendCheck {
  /** What the metadata of an event calls its id. */
  static final String EVENT_ID = "event-id";

  private static final Set<String> NO_STREAMS =
      Set.of(Key.DEFAULT_CATEGORY, Registration.PLUGINS, Registration.SYSTEM);

  private final long bytesMax;
  private long bytes;

  /** Of an append whose payloads have at most so many bytes together. */
  AppendCheck(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** It is not taken. */
  static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient AppendResult.Refused result;

    Refusal(Reason reason, String text) {
      super(text, null, false, false);
      this.result = new AppendResult.Refused(reason, text);
    }

    AppendResult.Refused result() {
      return result;
    }
  }

  /**
   * The requests, by their streams.
   *
   * @throws Refusal if something is not as it must be
   */
  TreeMap<Key, AppendRequest> requests(List<StreamAppend> appends, AppendOptions options) {
    if (appends.isEmpty() || appends.size() > EventStore.STREAMS_MAX) {
      throw new Refusal(
          appends.isEmpty() ? Reason.INVALID : Reason.TOO_LARGE,
          "an append goes to 1 to %d streams, this one to %d"
              .formatted(EventStore.STREAMS_MAX, appends.size()));
    }
    check(options);
    Map<Key, StreamAppend> byKey = new TreeMap<>();
    for (StreamAppend each : appends) {
      Key key = key(each.stream());
      if (byKey.put(key, each) != null) {
        throw new Refusal(
            Reason.INVALID, "the stream %s is named twice: append to it once".formatted(key));
      }
      if (!key.tenant().equals(appends.getFirst().stream().tenant())) {
        throw new Refusal(Reason.INVALID, "an append goes to streams of one tenant");
      }
    }
    TreeMap<Key, List<Event>> events = new TreeMap<>();
    byKey.forEach((key, each) -> events.put(key, events(each.events())));
    Bytes body = options.idempotencyKey() == null ? Bytes.empty() : digest(events);
    AppendOptions.Condition asked = options.condition();
    AppendCondition condition =
        asked == null ? null : condition(asked, appends.getFirst().stream().tenant());
    TreeMap<Key, AppendRequest> requests = new TreeMap<>();
    events.forEach((key, all) -> {
      ExpectedVersion expected = Objects.requireNonNull(byKey.get(key)).expected();
      requests.put(key, new AppendRequest(key, expected, all, body, options, condition));
    });
    return requests;
  }

  private static AppendCondition condition(AppendOptions.Condition asked, String tenant) {
    try {
      return asked.of(tenant);
    } catch (IllegalArgumentException e) {
      throw invalid(e);
    }
  }

  /**
   * The key of a stream.
   *
   * @throws Refusal if it cannot be one
   */
  static Key key(StreamId stream) {
    Key key;
    try {
      key = stream.key();
    } catch (IllegalArgumentException e) {
      throw invalid(e);
    }
    if (NO_STREAMS.contains(key.category())) {
      throw new Refusal(
          Reason.WRONG_KIND,
          "there are no streams of events in the category %s: choose another"
              .formatted(key.category()));
    }
    return key;
  }

  private static Refusal invalid(IllegalArgumentException e) {
    return new Refusal(Reason.INVALID, String.valueOf(e.getMessage()));
  }

  private static void check(AppendOptions options) {
    try {
      check("idempotency key", options.idempotencyKey());
      check("causation", options.causation());
      check("correlation", options.correlation());
    } catch (IllegalArgumentException e) {
      throw invalid(e);
    }
  }

  private static void check(String what, @Nullable String text) {
    if (text != null) {
      Message.checkId(what, text);
    }
  }

  private List<Event> events(List<NewEvent> all) {
    if (all.isEmpty() || all.size() > EventStore.EVENTS_MAX) {
      throw new Refusal(
          all.isEmpty() ? Reason.INVALID : Reason.TOO_LARGE,
          String.format(
              Locale.ROOT,
              "an append to a stream has 1 to %,d events, this one has %,d",
              EventStore.EVENTS_MAX,
              all.size()));
    }
    List<Event> events = new ArrayList<>(all.size());
    for (NewEvent each : all) {
      bytes += each.payload().size();
      if (bytes > bytesMax) {
        throw new Refusal(
            Reason.TOO_LARGE,
            String.format(
                Locale.ROOT,
                "the payloads of an append have at most %,d bytes together: append them in parts",
                bytesMax));
      }
      try {
        events.add(event(each));
      } catch (IllegalArgumentException e) {
        throw new Refusal(Reason.INVALID, "event %d: %s".formatted(events.size(), e.getMessage()));
      }
    }
    return events;
  }

  private static Event event(NewEvent each) {
    checkType(each.type());
    List<String> tags = tags(each.tags());
    return Event.of(each.type(), new EventData.Domain(each.payload(), tags, metadata(each)));
  }

  private static void checkType(String type) {
    int size = type.getBytes(StandardCharsets.UTF_8).length;
    if (size < 1 || size > EventStore.TYPE_BYTES_MAX) {
      throw new IllegalArgumentException(
          "a type has 1 to %d bytes of UTF-8, this one has %d"
              .formatted(EventStore.TYPE_BYTES_MAX, size));
    }
    Message.checkId("type", type);
  }

  private static List<String> tags(List<String> given) {
    Set<String> distinct = new HashSet<>();
    for (String tag : given) {
      Message.checkText("tag", tag);
      distinct.add(tag);
      if (distinct.size() > EventData.Domain.TAGS_MAX) {
        throw new IllegalArgumentException(
            "an event has at most %d tags".formatted(EventData.Domain.TAGS_MAX));
      }
    }
    return distinct.stream().map(Bytes::utf8).sorted().map(Bytes::text).toList();
  }

  private static @Nullable EventMetadata metadata(NewEvent event) {
    Map<String, String> texts = new HashMap<>(event.metadata());
    texts.forEach((name, text) -> {
      Message.checkText("name of a metadata text", name);
      Message.checkText("metadata text", text);
    });
    String id = event.id();
    if (texts.containsKey(EVENT_ID)) {
      throw new IllegalArgumentException(
          "metadata has no '%s': give the event an id".formatted(EVENT_ID));
    }
    if (id != null) {
      Message.checkId("event id", id);
      texts.put(EVENT_ID, id);
    }
    return EventMetadata.of(texts);
  }

  /** Of all that is appended under one idempotency key. */
  private static Bytes digest(Map<Key, List<Event>> events) {
    CborWriter out = new CborWriter(256);
    events.forEach((key, all) -> {
      out.array(4).keyItems(key).array(all.size());
      all.forEach(event -> out.hash(event.hash()));
    });
    return Hash.of(out.toBytes()).raw();
  }
}
