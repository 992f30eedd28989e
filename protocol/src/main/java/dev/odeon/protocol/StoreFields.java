package dev.odeon.protocol;

import org.jspecify.annotations.Nullable;

/** The fields of requests of the content store. */
final class StoreFields {
  private StoreFields() {}

  /** The request of that type, or null if it is another's. */
  static @Nullable Request read(String type, JsonObject fields) {
    String store = fields.textOrNull(Field.STORE);
    return switch (type) {
      case "StorePut" ->
          new StoreRequest.StorePut(
              fields.eitherOrNull(Field.CONTENT, Field.CONTENT_BASE64),
              fields.textOrNull(Field.PATH),
              fields.textOrNull(Field.LABEL),
              fields.flag(Field.REPLACE, false),
              fields.textOrNull(Field.MEDIA_TYPE),
              store);
      case "StoreGet" -> {
        Long offset = fields.countOrNull(Field.OFFSET);
        yield new StoreRequest.StoreGet(
            fields.text(Field.REF),
            offset == null ? 0 : offset,
            fields.countOrNull(Field.LENGTH),
            store);
      }
      case "StoreShow" -> new StoreRequest.StoreShow(fields.text(Field.REF), store);
      case "StoreDescribe" ->
          new StoreRequest.StoreDescribe(
              fields.text(Field.REF), fields.text(Field.MEDIA_TYPE), store);
      case "StoreLabel" ->
          new StoreRequest.StoreLabel(
              fields.text(Field.LABEL),
              fields.text(Field.REF),
              fields.flag(Field.REPLACE, false),
              store);
      case "StoreUnlabel" ->
          new StoreRequest.StoreUnlabel(
              fields.text(Field.LABEL), fields.textOrNull(Field.REF), store);
      case "StoreLabels" -> new StoreRequest.StoreLabels(fields.textOrNull(Field.LABEL), store);
      case "StoreSize" -> new StoreRequest.StoreSize();
      case "StoreList" -> new StoreRequest.StoreList(fields.textOrNull(Field.AFTER));
      case "StoreGc" ->
          new StoreRequest.StoreGc(
              fields.flag(Field.DRY_RUN, false),
              fields.countOrNull(Field.GRACE_S),
              fields.flag(Field.EACH, false));
      case "StoreNew" -> new StoreRequest.StoreNew(fields.text(Field.STORE));
      case "StoreStores" -> new StoreRequest.StoreStores();
      default -> null;
    };
  }

  static void write(StoreRequest request, JsonWriter json) {
    switch (request) {
      case StoreRequest.StorePut put -> put(put, json);
      case StoreRequest.StoreGet(String ref, long offset, Long length, var store) ->
          json.put(Field.REF, ref)
              .put(Field.OFFSET, offset)
              .putIfAny(Field.LENGTH, length)
              .putIfAny(Field.STORE, store);
      case StoreRequest.StoreShow(String ref, var store) ->
          json.put(Field.REF, ref).putIfAny(Field.STORE, store);
      case StoreRequest.StoreDescribe(String ref, String mediaType, var store) ->
          json.put(Field.REF, ref).put(Field.MEDIA_TYPE, mediaType).putIfAny(Field.STORE, store);
      case StoreRequest.StoreLabel(String label, String ref, boolean replace, var store) -> {
        json.put(Field.LABEL, label).put(Field.REF, ref);
        if (replace) {
          json.put(Field.REPLACE, true);
        }
        json.putIfAny(Field.STORE, store);
      }
      case StoreRequest.StoreUnlabel(String label, var ref, var store) ->
          json.put(Field.LABEL, label).putIfAny(Field.REF, ref).putIfAny(Field.STORE, store);
      case StoreRequest.StoreLabels(var label, var store) ->
          json.putIfAny(Field.LABEL, label).putIfAny(Field.STORE, store);
      case StoreRequest.StoreSize _, StoreRequest.StoreStores _ -> {}
      case StoreRequest.StoreList(var after) -> json.putIfAny(Field.AFTER, after);
      case StoreRequest.StoreGc(boolean dryRun, Long grace, boolean each) -> {
        json.put(Field.DRY_RUN, dryRun).putIfAny(Field.GRACE_S, grace);
        if (each) {
          json.put(Field.EACH, true);
        }
      }
      case StoreRequest.StoreNew(String store) -> json.put(Field.STORE, store);
    }
  }

  private static void put(StoreRequest.StorePut put, JsonWriter json) {
    if (put.content() != null) {
      json.put(Field.CONTENT, Field.CONTENT_BASE64, put.content());
    }
    json.putIfAny(Field.PATH, put.path()).putIfAny(Field.LABEL, put.label());
    if (put.replace()) {
      json.put(Field.REPLACE, true);
    }
    json.putIfAny(Field.MEDIA_TYPE, put.mediaType()).putIfAny(Field.STORE, put.store());
  }
}
