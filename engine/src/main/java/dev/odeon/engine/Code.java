package dev.odeon.engine;

import java.io.ByteArrayInputStream;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.objectweb.asm.MethodTooLargeException;
import run.endive.compiler.InterpreterFallback;
import run.endive.compiler.internal.Compiler;
import run.endive.compiler.internal.CompilerResult;
import run.endive.runtime.InterpreterMachine;
import run.endive.runtime.Machine;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmEngineException;
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
   * Code that was just compiled, with what an image of it is made from.
   *
   * @param core the module that the library was given
   */
  record Fresh(Code code, byte[] core, CompiledClasses classes) {}

  /**
   * Validates and compiles {@code shape}.
   *
   * @param check asked between two pieces of the work; throws a {@link LoadException} to end it
   * @throws ModuleException whatever is wrong: the library has no exception of its own for some
   *     faults of a module
   */
  static Fresh fresh(ModuleShape shape, Metering metering, Runnable check) {
    check.run();
    WasmModule valid = parse(shape.core(), true);
    check.run();
    boolean metered = metering != Metering.NONE;
    FunctionSpace space = metered ? FunctionSpace.metered(shape) : FunctionSpace.plain(shape);
    if (!metered) {
      CodeStyle plain = new CodeStyle(space, true, shape.grows(), new BitSet());
      return compile(valid, shape.core(), plain, check);
    }
    MeteredModule done = ModuleMeter.meter(shape, check);
    Fresh fresh =
        compile(
            parse(done.bytes(), false),
            done.bytes(),
            new CodeStyle(space, false, shape.grows(), done.loops()),
            check);
    for (int function : fresh.code.interpreted) {
      // The library's interpreter goes on in the wrong place after some tail calls, and takes an
      // exception reference for another.
      if (done.compiledOnly().get(space.core(function))) {
        throw new ModuleException(
            "a function with tail calls or exception references is too large to be compiled",
            "function " + shape.functionName(function));
      }
    }
    return fresh;
  }

  /** {@link #fresh} without what an image is made from. */
  static Code compile(ModuleShape shape, Metering metering) {
    return fresh(shape, metering, () -> {}).code();
  }

  private static Fresh compile(WasmModule module, byte[] core, CodeStyle style, Runnable check) {
    try {
      CompilerResult result = compiled(module, style, check);
      CompiledClasses classes = (CompiledClasses) result.collector();
      Set<Integer> interpreted =
          result.interpretedFunctions().stream()
              .map(style.space()::original)
              .filter(index -> index >= 0)
              .collect(Collectors.toUnmodifiableSet());
      return new Fresh(new Code(module, classes.load(), interpreted, style.space()), core, classes);
    } catch (ModuleException | LoadException e) {
      throw e;
    } catch (StackOverflowError e) {
      throw new ModuleException("cannot be compiled: it is nested too deeply", "");
    } catch (OutOfMemoryError e) {
      throw new ModuleException("cannot be compiled: it needs more memory than there is", "");
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      throw new ModuleException("cannot be compiled: " + reason(e), "");
    }
  }

  /** Compiles all again for each function that turns out to be too large for a method. */
  private static CompilerResult compiled(WasmModule module, CodeStyle style, Runnable check) {
    Set<Integer> interpreted = new HashSet<>(OverlongCode.functions(module));
    for (int found = 0; ; found++) {
      ModuleLimit.LARGE_FUNCTIONS.check(found, "code section");
      try {
        return Compiler.builder(module)
            .withInterpreterFallback(InterpreterFallback.FAIL)
            .withInterpretedFunctions(Set.copyOf(interpreted))
            .withClassCollectorFactory(() -> new CompiledClasses(style, check))
            .build()
            .compile();
      } catch (WasmEngineException e) {
        if (!(e.getCause() instanceof MethodTooLargeException large)
            || !large.getMethodName().startsWith(GuestClass.FUNCTION)) {
          throw e;
        }
        interpreted.add(
            Integer.parseInt(large.getMethodName().substring(GuestClass.FUNCTION.length())));
      }
    }
  }

  /**
   * The code of {@code image}, whose module has {@code shape}. Its classes are loaded when they are
   * needed.
   *
   * @throws ModuleException if it is not what this engine makes
   */
  static Code of(CodeImage image, ModuleShape shape, Metering metering) {
    WasmModule module = parse(image.shell().toArray(), false);
    try {
      return new Code(
          module,
          GuestLoader.lazily(image.classes(), image.main()),
          image.interpreted(),
          metering == Metering.NONE ? FunctionSpace.plain(shape) : FunctionSpace.metered(shape));
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new ModuleException("the kept code cannot be loaded: " + reason(e), "");
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
