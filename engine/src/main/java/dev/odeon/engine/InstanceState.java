package dev.odeon.engine;

/**
 * All that a guest's next calls depend on, taken at one moment: memories, globals, tables, and
 * which segments it dropped. For instances of the same {@link CompiledModule}, in any run.
 * Immutable and thread-safe.
 */
public final class InstanceState {
  private final CompiledModule module;
  private final Image image;

  InstanceState(CompiledModule module, Image image) {
    this.module = module;
    this.image = image;
  }

  /** The module whose instance it was. */
  public CompiledModule module() {
    return module;
  }

  /** The size of all memories, in bytes; what of them is zero takes no room here. */
  public long memoryBytes() {
    return image.memoryBytes();
  }

  Image image() {
    return image;
  }
}
