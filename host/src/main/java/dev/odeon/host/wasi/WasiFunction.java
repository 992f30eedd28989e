package dev.odeon.host.wasi;

import dev.odeon.base.DiskException;
import dev.odeon.base.LinearMemory;
import dev.odeon.engine.FunctionType;
import dev.odeon.engine.HostFunction;
import dev.odeon.engine.Instance;
import dev.odeon.engine.ValueType;
import java.util.ArrayList;
import java.util.List;

/**
 * A function of WASI preview 1.
 *
 * @param type its core type
 * @param body what it does
 */
record WasiFunction(FunctionType type, Body body) {
  private static final List<ValueType> ERRNO = List.of(ValueType.I32);

  /** One call of a guest. */
  record Call(WasiProcess process, Instance guest, LinearMemory memory, long[] arguments) {
    /** An argument that is an unsigned number of 32 bits, such as a pointer. */
    long u32(int index) {
      return Integer.toUnsignedLong((int) arguments[index]);
    }

    /** An argument that is an index, of a descriptor say. */
    long index(int index) {
      return u32(index);
    }

    long i64(int index) {
      return arguments[index];
    }

    int i32(int index) {
      return (int) arguments[index];
    }
  }

  /** What a function does; it answers by returning or by throwing a {@link WasiErrno.Failure}. */
  @FunctionalInterface
  interface Body {
    void run(Call call);
  }

  /** A function that answers an error code; of the parameters, {@code L} is an i64. */
  static WasiFunction of(String parameters, Body body) {
    List<ValueType> types = new ArrayList<>();
    for (char each : parameters.toCharArray()) {
      types.add(each == 'L' ? ValueType.I64 : ValueType.I32);
    }
    return new WasiFunction(new FunctionType(types, ERRNO), body);
  }

  /** A function that answers nothing. */
  static WasiFunction silent(Body body) {
    return new WasiFunction(new FunctionType(ERRNO, List.of()), body);
  }

  /**
   * A function that there is only to be refused, once {@code checks} finds nothing else wrong, such
   * as a descriptor that is not open.
   */
  static WasiFunction refused(String parameters, WasiErrno errno, Body checks) {
    return of(
        parameters,
        call -> {
          checks.run(call);
          throw errno.failure();
        });
  }

  /** The host function behind the import in the run of {@code process}. */
  HostFunction in(WasiProcess process) {
    return (guest, arguments) -> {
      WasiErrno errno = answer(new Call(process, guest, guest.memory(), arguments));
      return type.results().isEmpty() ? HostFunction.NOTHING : new long[] {errno.code()};
    };
  }

  private WasiErrno answer(Call call) {
    try {
      body.run(call);
      return WasiErrno.SUCCESS;
    } catch (WasiErrno.Failure e) {
      return e.errno();
    } catch (DiskException e) {
      return WasiErrno.of(e);
    }
  }
}
