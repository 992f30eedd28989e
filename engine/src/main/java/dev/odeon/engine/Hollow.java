package dev.odeon.engine;

import java.util.function.IntPredicate;

/**
 * Makes modules without code: each body is a mere end. All else of them, such as what types the
 * functions have, can be read as before, and much faster. They are not valid.
 */
final class Hollow {
  private static final int HEADER_SIZE = 8;
  private static final int CODE = 10;
  private static final int DATA = 11;
  private static final int DATA_COUNT = 12;

  /** A body of two bytes: no locals, end. */
  private static final int BODY_SIZE = 2;

  private Hollow() {}

  /** What {@code module} declares: no code, no data. */
  static byte[] outline(byte[] module) {
    return of(module, _ -> false, false);
  }

  /**
   * What an instance is made of, if its code is elsewhere.
   *
   * @param kept which of the defined functions keep their code
   */
  static byte[] shell(byte[] module, IntPredicate kept) {
    return of(module, kept, true);
  }

  private static byte[] of(byte[] module, IntPredicate kept, boolean withData) {
    WasmWriter out = new WasmWriter(module.length / 4);
    out.raw(module, 0, HEADER_SIZE);
    WasmReader in = new WasmReader(module, HEADER_SIZE, module.length);
    while (in.hasMore()) {
      int from = in.position();
      int id = in.u8();
      WasmReader content = in.part(in.count(1));
      if (id == CODE) {
        WasmWriter code = code(module, content, kept);
        out.u8(CODE).u32(code.size()).raw(code);
      } else if (withData || id != DATA && id != DATA_COUNT) {
        out.raw(module, from, in.position());
      }
    }
    return out.toByteArray();
  }

  private static WasmWriter code(byte[] module, WasmReader in, IntPredicate kept) {
    int count = in.count(2);
    WasmWriter out = new WasmWriter(count * (BODY_SIZE + 1) + 5).u32(count);
    for (int i = 0; i < count; i++) {
      int from = in.position();
      in.part(in.count(1));
      if (kept.test(i)) {
        out.raw(module, from, in.position());
      } else {
        out.u32(BODY_SIZE).u32(0).u8(InstructionReader.END);
      }
    }
    return out;
  }
}
