package dev.odeon.protocol;

/** Descriptions of fields that operations on modules and manifests share. */
final class CodeFields {
  static final String MANIFEST =
      "the manifest, TOML, or store:<label> or store:hash:<64 hex digits>";
  static final String SOURCE = "what errors call the manifest, such as its file";
  static final String MODULE_REF =
      "the other module, if it is in the store: store:<label> or store:hash:<64 hex digits>";

  private CodeFields() {}
}
