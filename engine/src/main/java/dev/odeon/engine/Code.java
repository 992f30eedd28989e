package dev.odeon.engine;

import java.util.Set;
import java.util.function.Function;
import run.endive.compiler.InterpreterFallback;
import run.endive.compiler.internal.Compiler;
import run.endive.runtime.Machine;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmModule;

/**
 * A module as the library holds it, validated and compiled to JVM classes.
 *
 * @param module the library's parse
 * @param machines makes the machine of an instance
 * @param interpreted the functions too large for a JVM method
 */
record Code(
    WasmModule module,
    Function<run.endive.runtime.Instance, Machine> machines,
    Set<Integer> interpreted) {

  /**
   * Validates and compiles {@code shape}.
   *
   * @throws ModuleException whatever is wrong: the library has no exception of its own for some
   *     faults of a module
   */
  static Code compile(ModuleShape shape) {
    WasmModule module = parse(shape);
    try {
      var result =
          Compiler.builder(module)
              .withInterpreterFallback(InterpreterFallback.SILENT)
              .withClassCollectorFactory(CompiledClasses::new)
              .build()
              .compile();
      CompiledClasses classes = (CompiledClasses) result.collector();
      return new Code(module, classes.load(), Set.copyOf(result.interpretedFunctions()));
    } catch (StackOverflowError e) {
      throw new ModuleException("cannot be compiled: it is nested too deeply", "");
    } catch (OutOfMemoryError e) {
      throw new ModuleException("cannot be compiled: it needs more memory than there is", "");
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      throw new ModuleException("cannot be compiled: " + reason(e), "");
    }
  }

  private static WasmModule parse(ModuleShape shape) {
    try {
      return Parser.parse(shape.core());
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
