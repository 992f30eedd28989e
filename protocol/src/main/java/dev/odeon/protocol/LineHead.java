package dev.odeon.protocol;

import org.jspecify.annotations.Nullable;

/** The common fields of a line, which every type has. Filled by {@link JsonReader}. */
final class LineHead {
  @Nullable String type;
  @Nullable RequestId id;
  @Nullable String code;
  @Nullable String error;

  /** Whether the line has the field {@code payload}, even if it is null. */
  boolean enveloped;

  /** The field whose object is the body of a response: Ok, Item or Progress. */
  @Nullable String body;

  boolean progress;

  /** The first problem with one of these fields; null if there is none. */
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

  /** The tenant; null if the line names none. */
  @Nullable String tenant() {
    return tenantInPayload != null ? tenantInPayload : tenant;
  }

  Shape shape() {
    return enveloped ? Shape.ENVELOPE : Shape.FLAT;
  }
}
