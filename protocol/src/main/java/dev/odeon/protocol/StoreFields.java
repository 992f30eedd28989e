package dev.odeon.protocol;

/** Descriptions of fields that several operations of the store share. */
final class StoreFields {
  static final String REF = "store:<label>, store:hash:<64 hex digits>, or the digits alone";
  static final String STORE = "whose labels are meant; else those of the store default";
  static final String HASH = "its hash";
  static final String MEDIA_TYPE = "its media type, such as text/plain";

  private StoreFields() {}
}
