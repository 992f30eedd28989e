package dev.odeon.protocol;

import org.jspecify.annotations.Nullable;

/** What a line is about: the fields that every line can have. Filled by {@link JsonReader}. */
final class LineHead {
  @Nullable String type;
  @Nullable RequestId id;
  @Nullable String code;
  @Nullable String error;

  /** Whether it has the field {@code payload}, be it null. */
  boolean enveloped;

  /** The field whose object is what a response says: Ok, Item or Progress. */
  @Nullable String body;

  boolean progress;

  /** What is wrong with one of these fields, if anything is. */
  @Nullable String problem;

  private @Nullable String tenant;
  private @Nullable String tenantInPayload;

  void tenant(@Nullable String name, boolean inPayload, JsonReader reader) {
    if (name == null) {
      return;
    }
    if ((inPayload ? tenantInPayload : tenant) != null) {
      reader.problem("field 'tenant' is there twice");
    }
    if (inPayload) {
      tenantInPayload = name;
    } else {
      tenant = name;
    }
  }

  /** On whose behalf; null if the line does not say. */
  @Nullable String tenant() {
    return tenantInPayload != null ? tenantInPayload : tenant;
  }

  Shape shape() {
    return enveloped ? Shape.ENVELOPE : Shape.FLAT;
  }
}
