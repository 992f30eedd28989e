package dev.odeon.engine;

import dev.odeon.engine.internal.GuestCode;
import dev.odeon.engine.internal.Registers;
import run.endive.runtime.Instance;
import run.endive.runtime.WasmFunctionHandle;

/**
 * The work of a {@link ReservedImport} where it is called and not written out: in interpreted code.
 */
record MeteringCall(ReservedImport function, Meter meter) implements WasmFunctionHandle {
  private static final long[] NOTHING = {};

  @Override
  public long[] apply(Instance instance, long... arguments) {
    Registers registers = meter.registers();
    int argument = arguments.length == 0 ? 0 : (int) arguments[0];
    return switch (function) {
      case CHARGE -> {
        registers.fuel -= argument;
        yield NOTHING;
      }
      case SPEND -> {
        registers.fuel -= argument;
        yield one(registers.fuel);
      }
      case ENTER -> {
        registers.fuel -= (int) arguments[1];
        yield one(registers.fuel | argument - registers.lowest);
      }
      case REFILL -> {
        registers.refill();
        yield NOTHING;
      }
      case DEEPEN -> {
        registers.deepen(argument);
        yield NOTHING;
      }
      case BORDER -> {
        registers.left = argument;
        yield NOTHING;
      }
      case ELEMENTS -> {
        registers.spendElements(argument);
        yield one(argument);
      }
      case CANONICAL_32 ->
          one(Float.floatToRawIntBits(GuestCode.canonical(Float.intBitsToFloat(argument))));
      case CANONICAL_64 ->
          one(
              Double.doubleToRawLongBits(
                  GuestCode.canonical(Double.longBitsToDouble(arguments[0]))));
    };
  }

  private static long[] one(long value) {
    return new long[] {value};
  }
}
