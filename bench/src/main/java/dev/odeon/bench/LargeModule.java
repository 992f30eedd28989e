package dev.odeon.bench;

import dev.odeon.base.Bytes;
import dev.odeon.cli.Failure;
import dev.odeon.engine.CompiledModule;
import dev.odeon.engine.HostImports;
import dev.odeon.engine.Limits;
import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * A module of some 700 KB: functions with loops, memory and calls of each other, as many as a
 * database compiled from C has, all of them different.
 */
final class LargeModule {
  private static final int FUNCTIONS = 2_000;
  private static final int STEPS = 17;

  private LargeModule() {}

  static Bytes wasm() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
    section(out, 1, new byte[] {1, 0x60, 1, 0x7f, 1, 0x7f});
    ByteArrayOutputStream types = new ByteArrayOutputStream();
    leb(types, FUNCTIONS);
    types.writeBytes(new byte[FUNCTIONS]);
    section(out, 3, types.toByteArray());
    section(out, 5, new byte[] {1, 0, 1});
    section(out, 7, new byte[] {1, 3, 'r', 'u', 'n', 0, 0});
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    leb(code, FUNCTIONS);
    for (int i = 0; i < FUNCTIONS; i++) {
      byte[] body = body(i);
      leb(code, body.length);
      code.writeBytes(body);
    }
    section(out, 10, code.toByteArray());
    return Bytes.wrap(out.toByteArray());
  }

  /**
   * Arithmetic on a local with loads and stores, and in every tenth function a call of the next.
   */
  private static byte[] body(int index) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(new byte[] {1, 1, 0x7f}); // a second local
    for (int step = 0; step < STEPS; step++) {
      // local1 = mem[(local0 & 1023)] + local1 * constant
      body.writeBytes(
          new byte[] {0x20, 0, 0x41, (byte) 0xff, 7, 0x71, 0x28, 2, (byte) (step & 63)});
      body.writeBytes(new byte[] {0x20, 1, 0x41});
      sleb(body, index * 31 + step + 70_000);
      body.writeBytes(new byte[] {0x6c, 0x6a, 0x22, 1, 0x1a});
    }
    if (index % 10 == 0 && index + 1 < FUNCTIONS) {
      body.writeBytes(new byte[] {0x20, 1, 0x10});
      leb(body, index + 1);
      body.writeBytes(new byte[] {0x21, 1});
    }
    body.writeBytes(new byte[] {0x20, 1, 0x0b});
    return body.toByteArray();
  }

  private static void section(ByteArrayOutputStream out, int id, byte[] content) {
    out.write(id);
    leb(out, content.length);
    out.writeBytes(content);
  }

  private static void leb(ByteArrayOutputStream out, int value) {
    int rest = value;
    while (rest >= 0x80) {
      out.write(rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }

  private static void sleb(ByteArrayOutputStream out, int value) {
    int rest = value;
    while (rest < -64 || rest > 63) {
      out.write(rest & 0x7f | 0x80);
      rest >>= 7;
    }
    out.write(rest & 0x7f);
  }

  /** Runs a little of it: with a memory of zeros, all answers are 0. */
  static void check(CompiledModule module) {
    HostImports none = module.link(_ -> Optional.empty());
    long[] answer = module.run(Limits.DEFAULT, none, guest -> guest.call("run", 4)).value();
    if (answer == null || (int) answer[0] != 0) {
      throw Failure.failed("the large module does not answer what it should");
    }
  }
}
