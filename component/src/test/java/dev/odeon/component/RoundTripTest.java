package dev.odeon.component;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is lowered is what is lifted, for every signature and a few hundred values of each. */
class RoundTripTest {
  private static final int VALUES = 300;

  static Stream<WitFunction> functions() {
    return Interfaces.functions();
  }

  @ParameterizedTest
  @MethodSource("functions")
  void liftsTheParametersThatItLowered(WitFunction type) {
    RandomValues values = new RandomValues(type.toString().hashCode());
    WitFunction mirror = WitFunction.of(type.name(), type.params(), null);
    for (int i = 0; i < VALUES; i++) {
      GrowingMemory memory = new GrowingMemory(64);
      List<Object> params = values.params(type);
      long[] args = type.lowerParams(params, memory, memory);
      assertThat(mirror.liftParams(dirty(args, mirror), memory, Long.MAX_VALUE)).isEqualTo(params);
    }
  }

  @ParameterizedTest
  @MethodSource("functions")
  void liftsTheResultThatItLowered(WitFunction type) {
    if (type.result() == null) {
      assertThat(type.liftResult(new long[0], new GrowingMemory(64), 0)).isNull();
      return;
    }
    WitFunction mirror = WitFunction.of(type.name(), List.of(), type.result());
    boolean inMemory = !mirror.importSignature().params().isEmpty();
    RandomValues values = new RandomValues(type.toString().hashCode());
    for (int i = 0; i < VALUES; i++) {
      GrowingMemory memory = new GrowingMemory(64);
      Object result = values.of(type.result());
      TypeShape shape = TypeShape.of(type.result());
      long[] args =
          inMemory ? new long[] {memory.realloc(0, 0, shape.alignment, shape.size)} : new long[0];
      long[] results = mirror.lowerResult(result, args, memory, memory);
      assertThat(mirror.liftResult(inMemory ? args : results, memory, Long.MAX_VALUE))
          .isEqualTo(result);
    }
  }

  @ParameterizedTest
  @MethodSource("functions")
  void decodesWhatItEncoded(WitFunction type) {
    RandomValues values = new RandomValues(type.toString().hashCode());
    for (int i = 0; i < VALUES; i++) {
      List<Object> params = values.params(type);
      assertThat(type.decodeParams(type.encodeParams(params))).isEqualTo(params);
      Object result = type.result() == null ? null : values.of(type.result());
      assertThat(type.decodeResult(type.encodeResult(result))).isEqualTo(result);
    }
  }

  /** Sets the high half of every 32-bit value, which a lift must not look at. */
  private static long[] dirty(long[] args, WitFunction type) {
    long[] dirty = Arrays.copyOf(args, args.length);
    List<CoreType> types = type.importSignature().params();
    for (int i = 0; i < dirty.length; i++) {
      if (types.get(i) == CoreType.I32 || types.get(i) == CoreType.F32) {
        assertThat(dirty[i] >>> 32).isZero();
        dirty[i] |= 0xDEADBEEFL << 32;
      }
    }
    return dirty;
  }
}
