package dev.odeon.protocol;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.SerializedString;

/** Every field that a line can have, with the kind of value it takes. Others are passed over. */
enum Field {
  TYPE("type", Kind.TEXT),
  ID("id", Kind.ID),
  TENANT("tenant", Kind.TEXT),
  PAYLOAD("payload", Kind.OBJECT),
  OK("Ok", Kind.OBJECT),
  ERR("Err", Kind.TEXT),
  CODE("code", Kind.TEXT),
  STEP("step", Kind.WHOLE),
  SUCCESS("success", Kind.FLAG),
  DATA("data", Kind.OBJECT),
  ERROR("error", Kind.TEXT),
  CONFIG("config", Kind.OBJECT),
  TIMEOUT_MS("timeout_ms", Kind.WHOLE),
  MEMORY_LIMIT_MB("memory_limit_mb", Kind.WHOLE),
  FUEL_LIMIT("fuel_limit", Kind.WHOLE),
  BINARY_ID("binary_id", Kind.UUID),
  BINARY_IDS("binary_ids", Kind.UUIDS),
  INPUT("input", Kind.UTF8),
  INPUT_BASE64("input_base64", Kind.BASE64),
  PATH("path", Kind.TEXT),
  MODULE_BASE64("module_base64", Kind.BASE64),
  PURGE("purge", Kind.FLAG),
  ACTOR("actor", Kind.TEXT),
  MANIFEST("manifest", Kind.TEXT),
  NAME("name", Kind.TEXT),
  BODY("body", Kind.UTF8),
  BODY_BASE64("body_base64", Kind.BASE64),
  MESSAGE_ID("message_id", Kind.TEXT),
  CORRELATION("correlation", Kind.TEXT),
  DEADLINE_MS("deadline_ms", Kind.WHOLE),
  WAIT("wait", Kind.FLAG),
  AT("at", Kind.WHOLE),
  FROM("from", Kind.WHOLE),
  TO("to", Kind.WHOLE),
  RAW("raw", Kind.FLAG),
  REASON("reason", Kind.TEXT),
  CONTENT("content", Kind.UTF8),
  CONTENT_BASE64("content_base64", Kind.BASE64),
  LABEL("label", Kind.TEXT),
  REPLACE("replace", Kind.FLAG),
  MEDIA_TYPE("media_type", Kind.TEXT),
  STORE("store", Kind.TEXT),
  REF("ref", Kind.TEXT),
  OFFSET("offset", Kind.WHOLE),
  LENGTH("length", Kind.WHOLE),
  AFTER("after", Kind.TEXT),
  DRY_RUN("dry_run", Kind.FLAG),
  GRACE_S("grace_s", Kind.WHOLE),
  EACH("each", Kind.FLAG),
  ALL("all", Kind.FLAG),
  SIZE("size", Kind.WHOLE),
  RESULT("result", Kind.OBJECT),
  RESULTS("results", Kind.OBJECTS),
  RETURN_CODE("return_code", Kind.WHOLE),
  OUTPUT("output", Kind.UTF8),
  OUTPUT_BASE64("output_base64", Kind.BASE64),
  EXECUTION_TIME_MS("execution_time_ms", Kind.WHOLE),
  FUEL_CONSUMED("fuel_consumed", Kind.WHOLE),
  TOTAL_TIME_MS("total_time_ms", Kind.WHOLE),
  BINARIES("binaries", Kind.OBJECTS),
  LOADED_AT("loaded_at", Kind.WHOLE),
  HASH("hash", Kind.TEXT),
  STATEFUL("stateful", Kind.FLAG),
  RUNS("runs", Kind.WHOLE),
  ERRORS("errors", Kind.WHOLE),
  PROBLEM("problem", Kind.TEXT),
  MESSAGE("message", Kind.TEXT),
  CANCELLED("cancelled", Kind.FLAG),
  TEXT("text", Kind.TEXT),
  PID("pid", Kind.WHOLE),
  SOCKET("socket", Kind.TEXT),
  STARTED_MS("started_ms", Kind.WHOLE);

  /** What a field can hold, and what an error calls it. */
  enum Kind {
    TEXT("a string"),
    ID("a string or a whole number"),
    WHOLE("a whole number"),
    FLAG("true or false"),
    UUID("a UUID"),
    UUIDS("a list of UUIDs"),
    /** Text that is wanted as bytes. */
    UTF8("a string"),
    BASE64("a string of base64"),
    OBJECT("an object"),
    OBJECTS("a list of objects");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  static final int COUNT = values().length;

  private static final Map<String, Field> BY_NAME = byName();

  private final SerializedString name;
  private final Kind kind;

  Field(String name, Kind kind) {
    this.name = new SerializedString(name);
    this.kind = kind;
  }

  String text() {
    return name.getValue();
  }

  SerializableString encoded() {
    return name;
  }

  Kind kind() {
    return kind;
  }

  static @Nullable Field of(String name) {
    return BY_NAME.get(name);
  }

  private static Map<String, Field> byName() {
    Map<String, Field> fields = new HashMap<>();
    for (Field field : values()) {
      fields.put(field.text(), field);
    }
    return fields;
  }
}
