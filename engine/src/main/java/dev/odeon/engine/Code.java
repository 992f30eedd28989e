package dev.odeon.engine;

import java.io.ByteArrayInputStream;
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
 * A module as the library holds it, validated, metered and compiled to JVM classes.
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
  record Fresh(Code code, byte[] core, CompiledClasses classes) {

    /** The same, with those functions as the interpreter takes them that it is to interpret. */
    private Fresh metered(ModuleShape shape, Runnable check) {
      byte[] bytes = ModuleMeter.meter(shape, code.interpreted::contains, check).bytes();
      Code again = new Code(parse(bytes, false), code.machines, code.interpreted, code.space);
      return new Fresh(again, bytes, classes);
    }
  }

  /**
   * Validates, meters and compiles {@code shape}.
   *
   * @param check asked between two pieces of the work; throws a {@link LoadException} to end it
   * @throws ModuleException whatever is wrong: the library has no exception of its own for some
   *     faults of a module
   */
  static Fresh fresh(ModuleShape shape, Runnable check) {
    check.run();
    parse(shape.core(), true);
    check.run();
    FunctionSpace space = FunctionSpace.of(shape);
    MeteredModule done = ModuleMeter.meter(shape, _ -> false, check);
    Fresh fresh =
        compile(
            parse(done.bytes(), false),
            done.bytes(),
            new CodeStyle(space, shape.grows(), done.loops()),
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
    return fresh.code.interpreted.isEmpty() ? fresh : fresh.metered(shape, check);
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
  static Code of(CodeImage image, ModuleShape shape) {
    WasmModule module = parse(image.shell().toArray(), false);
    try {
      return new Code(
          module,
          GuestLoader.lazily(image.classes(), image.main()),
          image.interpreted(),
          FunctionSpace.of(shape));
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new ModuleException("the kept code cannot be loaded: " + reason(e), "");
    }
  }

  /** The code of {@code shape} with nothing compiled. */
  static Code interpreting(ModuleShape shape) {
    FunctionSpace space = FunctionSpace.of(shape);
    return new Code(
        parse(ModuleMeter.meter(shape, _ -> true, () -> {}).bytes(), false),
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
    // The JDK's exceptions say what a loop met, and nothing about the module.
    return e instanceof WasmEngineException && message != null && !message.isBlank()
        ? message
        : "its structure is not that of a module that can run";
  }
}
