package dev.odeon.base;

/** The four ports to the world, handed down from {@code main} or from a test. */
public record Ports(Clock clock, Entropy entropy, Disk disk, Threads threads) {
  /** The machine's own. */
  public static Ports system() {
    return new Ports(Clock.system(), Entropy.system(), Disk.system(), Threads.system());
  }
}
