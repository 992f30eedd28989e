package dev.odeon.engine;

import java.io.ByteArrayInputStream;
import java.util.stream.IntStream;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.AnnotatedInstruction;
import run.endive.wasm.types.CodeSection;
import run.endive.wasm.types.FunctionBody;

/**
 * Keeps functions from the compiler whose branches alone are longer than a method of the JVM can
 * be. What writes the class files would find that out as well, but the time it takes for branches
 * to one label grows with the square of their number (half a minute for 400,000 of them).
 */
final class OverlongCode {
  /** The longest method (JVM specification §4.7.3). */
  private static final int METHOD_BYTES_MAX = 65_535;

  private static final int BRANCH_BYTES = 3;
  private static final int LABEL_BYTES = 4;

  private OverlongCode() {}

  /**
   * What the compiler is given for {@code module}: in place of each such function another that is
   * too long, but has no branches. Both are interpreted, and it is the module's own that an
   * instance has.
   */
  static WasmModule replaced(WasmModule module) {
    CodeSection code = module.codeSection();
    boolean[] overlong = new boolean[code.functionBodyCount()];
    for (int i = 0; i < overlong.length; i++) {
      overlong[i] = branchBytes(code.getFunctionBody(i)) > METHOD_BYTES_MAX;
    }
    return IntStream.range(0, overlong.length).noneMatch(i -> overlong[i])
        ? module
        : replaced(module, overlong);
  }

  private static WasmModule replaced(WasmModule module, boolean[] overlong) {
    FunctionBody other = withoutBranches();
    CodeSection.Builder code = CodeSection.builder();
    for (int i = 0; i < overlong.length; i++) {
      FunctionBody own = module.codeSection().getFunctionBody(i);
      code.addFunctionBody(
          overlong[i] ? new FunctionBody(own.localTypes(), other.instructions()) : own);
    }
    WasmModule.Builder all =
        WasmModule.builder()
            .withValidation(false)
            .setTypeSection(module.typeSection())
            .setImportSection(module.importSection())
            .setFunctionSection(module.functionSection())
            .setTableSection(module.tableSection())
            .setGlobalSection(module.globalSection())
            .setExportSection(module.exportSection())
            .setElementSection(module.elementSection())
            .setDataSection(module.dataSection())
            .setCodeSection(code.build());
    module.memorySection().ifPresent(all::setMemorySection);
    module.dataCountSection().ifPresent(all::setDataCountSection);
    module.tagSection().ifPresent(all::setTagSection);
    return all.build();
  }

  private static long branchBytes(FunctionBody body) {
    long bytes = 0;
    for (AnnotatedInstruction each : body.instructions()) {
      bytes +=
          switch (each.opcode()) {
            case BR, BR_IF -> BRANCH_BYTES;
            case BR_TABLE -> (long) LABEL_BYTES * each.operandCount();
            default -> 0;
          };
    }
    return bytes;
  }

  /** Constants that are dropped, each of them a byte or more, and a trap. */
  private static FunctionBody withoutBranches() {
    int constants = METHOD_BYTES_MAX / 2 + 1;
    WasmWriter body = new WasmWriter(3 * constants + 8).u32(0);
    for (int i = 0; i < constants; i++) {
      body.u8(0x41).u8(0).u8(0x1a);
    }
    body.u8(InstructionReader.UNREACHABLE).u8(InstructionReader.END);
    WasmWriter code = new WasmWriter(body.size() + 8).u32(1).u32(body.size()).raw(body);
    WasmWriter module =
        new WasmWriter(body.size() + 64)
            .raw(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0}, 0, 8)
            .raw(new byte[] {1, 4, 1, 0x60, 0, 0}, 0, 6)
            .raw(new byte[] {3, 2, 1, 0}, 0, 4);
    module.u8(10).u32(code.size()).raw(code);
    byte[] bytes = module.toByteArray();
    return Parser.builder()
        .build()
        .parse(() -> new ByteArrayInputStream(bytes))
        .codeSection()
        .getFunctionBody(0);
  }
}
