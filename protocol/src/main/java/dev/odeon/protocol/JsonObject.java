package dev.odeon.protocol;

import dev.odeon.base.Bytes;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object that this protocol knows. A field that is there and not of its kind
 * is a {@link #problem()}; the rest is read all the same, so that the answer can say whose it is.
 */
final class JsonObject {
  private final @Nullable Object[] values = new @Nullable Object[Field.COUNT];
  private @Nullable String problem;
  private boolean enveloped;
  private @Nullable Facts facts;

  /** Whether its type, which stands before, is of a request that is answered with facts. */
  boolean wantsFacts() {
    String type = textOrNull(Field.TYPE);
    return type != null
        && (type.startsWith("Actor")
            || type.startsWith("Store")
            || type.equals("Head")
            || type.equals("Identify"));
  }

  void tell(Facts told) {
    facts = told;
  }

  /** What an answer told, if it did. */
  @Nullable Facts facts() {
    return facts;
  }

  /** What is wrong with the object, if anything is. */
  @Nullable String problem() {
    return problem;
  }

  /** Notes what is wrong with it; the first counts. */
  void blame(String what) {
    if (problem == null) {
      problem = what;
    }
  }

  /** Whether it has the field {@code payload}, be it null. */
  boolean enveloped() {
    return enveloped;
  }

  void envelop() {
    enveloped = true;
  }

  void put(Field field, Object value) {
    if (values[field.ordinal()] != null) {
      blame("field '%s' is there twice".formatted(field.text()));
    }
    values[field.ordinal()] = value;
  }

  boolean has(Field field) {
    return values[field.ordinal()] != null;
  }

  @Nullable RequestId id() {
    return (RequestId) values[Field.ID.ordinal()];
  }

  @Nullable String textOrNull(Field field) {
    return (String) values[field.ordinal()];
  }

  String text(Field field) {
    return (String) required(field);
  }

  @Nullable Long wholeOrNull(Field field) {
    return (Long) values[field.ordinal()];
  }

  /** A number from 0 on. */
  @Nullable Long countOrNull(Field field) {
    Long value = wholeOrNull(field);
    if (value != null && value < 0) {
      throw new IllegalArgumentException(
          "field '%s' must be from 0 on, is %d".formatted(field.text(), value));
    }
    return value;
  }

  long whole(Field field) {
    return (Long) required(field);
  }

  boolean flag(Field field, boolean otherwise) {
    Object value = values[field.ordinal()];
    return value == null ? otherwise : (Boolean) value;
  }

  UUID uuid(Field field) {
    return (UUID) required(field);
  }

  @SuppressWarnings("unchecked")
  List<UUID> uuids(Field field) {
    return (List<UUID>) required(field);
  }

  @Nullable JsonObject objectOrNull(Field field) {
    return (JsonObject) values[field.ordinal()];
  }

  JsonObject object(Field field) {
    return (JsonObject) required(field);
  }

  @SuppressWarnings("unchecked")
  List<JsonObject> objects(Field field) {
    return (List<JsonObject>) required(field);
  }

  /** What stands in {@code field}, or null. */
  @Nullable Bytes bytesOrNull(Field field) {
    return (Bytes) values[field.ordinal()];
  }

  Bytes bytes(Field field) {
    return (Bytes) required(field);
  }

  /** What stands as text in {@code text} or as base64 in {@code base64}: one of them. */
  Bytes bytes(Field text, Field base64) {
    Bytes either = eitherOrNull(text, base64);
    if (either == null) {
      throw new IllegalArgumentException(
          "field '%s' or '%s' is missing".formatted(text.text(), base64.text()));
    }
    return either;
  }

  /** What stands as text in {@code text} or as base64 in {@code base64}, or null. */
  @Nullable Bytes eitherOrNull(Field text, Field base64) {
    Bytes plain = bytesOrNull(text);
    Bytes encoded = bytesOrNull(base64);
    if (plain != null && encoded != null) {
      throw new IllegalArgumentException(
          "fields '%s' and '%s' are both there: give one".formatted(text.text(), base64.text()));
    }
    return plain != null ? plain : encoded;
  }

  private Object required(Field field) {
    Object value = values[field.ordinal()];
    if (value == null) {
      throw new IllegalArgumentException("field '%s' is missing".formatted(field.text()));
    }
    return value;
  }
}
