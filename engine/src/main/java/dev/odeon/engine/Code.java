package dev.odeon.engine;

import java.io.ByteArrayInputStream;
import java.util.BitSet;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import run.endive.compiler.InterpreterFallback;
import run.endive.compiler.internal.Compiler;
import run.endive.runtime.InterpreterMachine;
import run.endive.runtime.Machine;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;

/**
 * A module as the library holds it, validated and compiled to JVM classes.
 *
 * @param module the library's parse
 * @param machines makes the machine of an instance
 * @param interpreted the functions too large for a JVM method
 * @param space where the functions are in that parse
 */
record Code(
    WasmModule module,
    Function<run.endive.runtime.Instance, Machine> machines,
    Set<Integer> interpreted,
    FunctionSpace space) {

  /**
   * Validates and compiles {@code shape}.
   *
   * @throws ModuleException whatever is wrong: the library has no exception of its own for some
   *     faults of a module
   */
  static Code compile(ModuleShape shape, Metering metering) {
    WasmModule valid = parse(shape.core(), true);
    boolean metered = metering != Metering.NONE;
    FunctionSpace space = metered ? FunctionSpace.metered(shape) : FunctionSpace.plain(shape);
    if (!metered) {
      return compile(valid, new CodeStyle(space, true, shape.grows(), new BitSet()));
    }
    MeteredModule done = ModuleMeter.meter(shape);
    return compile(
        parse(done.bytes(), false), new CodeStyle(space, false, shape.grows(), done.loops()));
  }

  private static Code compile(WasmModule module, CodeStyle style) {
    try {
      var result =
          Compiler.builder(module)
              .withInterpreterFallback(InterpreterFallback.SILENT)
              .withClassCollectorFactory(() -> new CompiledClasses(style))
              .build()
              .compile();
      CompiledClasses classes = (CompiledClasses) result.collector();
      return new Code(
          module,
          classes.load(),
          result.interpretedFunctions().stream()
              .map(style.space()::original)
              .filter(index -> index >= 0)
              .collect(Collectors.toUnmodifiableSet()),
          style.space());
    } catch (StackOverflowError e) {
      throw new ModuleException("cannot be compiled: it is nested too deeply", "");
    } catch (OutOfMemoryError e) {
      throw new ModuleException("cannot be compiled: it needs more memory than there is", "");
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      throw new ModuleException("cannot be compiled: " + reason(e), "");
    }
  }

  /** The same module with nothing compiled. */
  Code interpreting() {
    return new Code(
        module,
        InterpreterMachine::new,
        IntStream.range(space.imported(), space.imported() + space.defined())
            .boxed()
            .collect(Collectors.toUnmodifiableSet()),
        space);
  }

  private static WasmModule parse(byte[] bytes, boolean validate) {
    try {
      return Parser.builder()
          .withValidation(validate)
          .build()
          .parse(() -> new ByteArrayInputStream(bytes));
    } catch (StackOverflowError e) {
      throw new ModuleException("invalid module: it is nested too deeply", "");
    } catch (OutOfMemoryError e) {
      throw new ModuleException("the module needs more memory to be read than there is", "");
    } catch (RuntimeException | AssertionError e) {
      throw new ModuleException("invalid module: " + reason(e), "");
    }
  }

  private static String reason(Throwable e) {
    String message = e.getMessage();
    return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
  }
}
