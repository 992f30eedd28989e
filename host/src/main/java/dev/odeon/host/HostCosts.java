package dev.odeon.host;

/**
 * What host functions cost beside the call itself, in units of fuel (docs/formats/fuel.md): about
 * what the host's work takes, at the 20,000,000 units a millisecond that a time limit gives.
 */
public final class HostCosts {
  /** A call that goes through a {@link HostCallBoundary}: it is encoded, hashed and written. */
  public static final long CALL = 40_000;

  /** A byte of its name, arguments and answer. */
  public static final long CALL_BYTE = 100;

  /** A byte that is copied from or to the guest. */
  public static final long COPIED_BYTE = 10;

  /** A random byte that is recorded nowhere. */
  public static final long RANDOM_BYTE = 200;

  /** A vector of {@code fd_read} and its like, or a descriptor or clock that is waited for. */
  public static final long VECTOR = 1_000;

  private HostCosts() {}
}
