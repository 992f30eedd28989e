package dev.odeon.engine;

import dev.odeon.base.Outcome;
import dev.odeon.engine.internal.Registers;
import org.jspecify.annotations.Nullable;

/**
 * The fuel and stack of one instance, in its present run. Fuel is given out in slices small enough
 * for an int, which lie in the registers of the instance's first memory; between two slices it is
 * looked whether the run is to stop. Owned by the thread that has the instance.
 */
final class Meter implements Registers.Supply {
  /** Compiled, it takes some hundredths of a millisecond. */
  private static final int SLICE = 200_000;

  /**
   * The same where the library interprets: some tenths of a millisecond, but where the JVM
   * interprets the library, in the first second or so, up to 20.
   */
  private static final int INTERPRETED_SLICE = 2_000;

  private static final int SPENT_AT_ONCE = 1 << 30;

  private final Engine engine;
  private final @Nullable GuestRun guest;
  private @Nullable Call call;
  private @Nullable Registers registers;
  private int sliceMax = SLICE;
  private long fuelMax;
  private int slotsMax;

  /** What is left beside the slice. */
  private long rest;

  /**
   * A meter without registers.
   *
   * @param guest whose runs it counts, if those may give way to others
   */
  Meter(Engine engine, @Nullable GuestRun guest) {
    this.engine = engine;
    this.guest = guest;
  }

  /** Keeps fuel and stack in these registers from now on. */
  void use(Registers of) {
    registers = of;
  }

  /** Is told of a module whose code it counts. */
  void count(CompiledModule module) {
    if (!module.interpreted().isEmpty()) {
      sliceMax = INTERPRETED_SLICE;
    }
  }

  /** Goes on in these registers, which are those of another instance in the same run. */
  void moveTo(Registers other) {
    Registers now = registers();
    if (now != other) {
      other.fuel = now.fuel;
      other.lowest = now.lowest;
      other.left = now.left;
      registers = other;
    }
  }

  /**
   * Begins a run.
   *
   * @param fuelUsed what it has used already
   * @param slotsUsed how much stack it has used at most already
   */
  void begin(Call run, long fuelUsed, int slotsUsed) {
    Registers now = registers();
    call = run;
    fuelMax = run.limits().fuel();
    slotsMax = run.limits().stackSlots();
    rest = fuelMax - fuelUsed;
    now.fuel = 0;
    now.lowest = slotsMax - slotsUsed;
    now.left = slotsMax;
    now.forgetExceptions();
  }

  /** The registers with fuel and stack. */
  Registers registers() {
    Registers now = registers;
    if (now == null) {
      now = new Registers(null, new byte[0], this);
      registers = now;
    }
    return now;
  }

  /** Takes {@code units} of fuel. */
  void spend(int units) {
    registers().spend(units);
  }

  /** Takes {@code units} of fuel, which may be more than an int holds. */
  void spend(long units) {
    for (long left = units; left > 0; left -= SPENT_AT_ONCE) {
      spend((int) Math.min(left, SPENT_AT_ONCE));
    }
  }

  /** The guest calls an imported function: what that costs, and the stack for calls back. */
  void crossBorder() {
    spend(CostTable.IMPORT);
    registers().left -= CostTable.IMPORT_SLOTS;
  }

  /** The fuel used so far in this run, in units. */
  long fuelUsed() {
    return fuelMax - rest - registers().fuel;
  }

  /** The most stack slots used so far in this run. */
  int slotsUsed() {
    return slotsMax - registers().lowest;
  }

  /**
   * The outcome of a run that ended so. One that used more fuel than it had is exhausted, whatever
   * else ended it, unless that was somebody outside.
   */
  Outcome outcome(Outcome ended) {
    boolean outside =
        ended instanceof Outcome.Cancelled
            || ended instanceof Outcome.Exhausted(Outcome.Limit limit)
                && limit == Outcome.Limit.TIME;
    return !outside && fuelUsed() > fuelMax ? new Outcome.Exhausted(Outcome.Limit.FUEL) : ended;
  }

  @Override
  public int next(int overdrawn) {
    Call run = call;
    if (run != null) {
      run.refill(guest, engine);
    }
    rest += overdrawn;
    int slice = (int) Math.max(0, Math.min(rest, sliceMax));
    rest -= slice;
    if (rest < 0) {
      // Nothing is lost: what was used is still the limit less the rest.
      registers().fuel = 0;
      throw new Stop(new Outcome.Exhausted(Outcome.Limit.FUEL));
    }
    return slice;
  }

  @Override
  public RuntimeException fullest() {
    return new Stop(new Outcome.Exhausted(Outcome.Limit.MEMORY));
  }

  @Override
  public RuntimeException deepest() {
    return new Stop(new Outcome.Exhausted(Outcome.Limit.STACK));
  }
}
