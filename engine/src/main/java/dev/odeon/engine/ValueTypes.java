package dev.odeon.engine;

/**
 * Reads value and heap types, refusing by name those of proposals that this engine does not run.
 */
final class ValueTypes {
  private ValueTypes() {}

  /** The next value type. */
  static ValueType read(WasmReader in, String place) {
    int code = in.u8();
    return switch (code) {
      case 0x7f -> ValueType.I32;
      case 0x7e -> ValueType.I64;
      case 0x7d -> ValueType.F32;
      case 0x7c -> ValueType.F64;
      case 0x70, 0x6f, 0x69 -> ValueType.REFERENCE;
      case 0x63, 0x64 -> {
        heapType(in, place);
        yield ValueType.REFERENCE;
      }
      case 0x7b -> throw new ModuleException("SIMD is not supported", place + ": type v128");
      case 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x71, 0x72, 0x73, 0x74 -> throw collected(place);
      default -> throw in.malformed("value type 0x%02x does not exist".formatted(code));
    };
  }

  /** Skips the next heap type. */
  static void heapType(WasmReader in, String place) {
    long type = in.signed(33);
    if (type >= 0 || type == -16 || type == -17 || type == -23) { // an index, func, extern, exn
      return;
    }
    throw collected(place);
  }

  static ModuleException collected(String place) {
    return new ModuleException("garbage-collected types are not supported", place);
  }
}
