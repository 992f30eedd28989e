package dev.odeon.engine;

/** What runs when a guest calls an import, on the guest's thread. */
@FunctionalInterface
public interface HostFunction {
  /** The answer of a function without results. */
  long[] NOTHING = {};

  /**
   * Answers a call.
   *
   * @param guest the instance that called; its memory may be read and written, and its exports
   *     called
   * @param arguments the raw bits, one long each, in the order of the parameters; not to be kept
   * @return the raw bits of the results, in order; {@link #NOTHING} if there are none
   * @throws Trap to end the guest's run; any other exception is the host's own failure and leaves
   *     {@link CompiledModule#run} as it is, but for an access outside the memory, which traps
   */
  long[] call(Instance guest, long[] arguments);
}
