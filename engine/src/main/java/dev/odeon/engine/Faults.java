package dev.odeon.engine;

import dev.odeon.base.Outcome;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.WasmException;
import run.endive.runtime.WasmInterruptedException;
import run.endive.wasm.UninstantiableException;
import run.endive.wasm.WasmEngineException;

/**
 * Says what it means that guest code ended with an exception: whose doing it was, and which outcome
 * it is.
 */
final class Faults {
  /**
   * The classes the library generates, and the start of the names of the methods that are
   * functions.
   */
  private static final String GENERATED = "run.endive.$gen.";

  private static final String FUNCTION = "func_";
  private static final String INTERPRETER = "run.endive.runtime.InterpreterMachine";

  private Faults() {}

  /**
   * What to throw instead of {@code thrown}, which left the guest code of {@code call}.
   *
   * @return a {@link Stop} if it is an outcome of the guest, an {@link OverloadedException} if it
   *     is the machine's lack of memory, and what a host function threw if that is where it comes
   *     from
   */
  static Throwable of(Throwable thrown, Call call, CompiledModule module) {
    Throwable host = call.hostFailure();
    return switch (thrown) {
      case Stop stop -> stop;
      case Trap trap -> new Stop(call.trapped(trap.kind(), trap.where()));
      case OverloadedException overloaded -> overloaded;
      case OutOfMemoryError _ -> new OverloadedException("the heap is full");
      case StackOverflowError _ -> overflow(call);
      case WasmEngineException e when e.getCause() instanceof StackOverflowError -> overflow(call);
      case Throwable _ when host != null -> host;
      case WasmInterruptedException _ -> call.stopped();
      case UninstantiableException e when e.getCause() != null -> of(e.getCause(), call, module);
      case WasmException _ -> new Stop(call.trapped("exception", ""));
      case WasmEngineException e -> new Stop(call.trapped(kind(e.getMessage()), where(e, module)));
      case IndexOutOfBoundsException e -> new Stop(call.trapped("out-of-bounds", where(e, module)));
      case VirtualMachineError error -> error;
      default -> new Stop(call.trapped("internal", where(thrown, module)));
    };
  }

  private static Stop overflow(Call call) {
    call.overflow();
    return new Stop(new Outcome.Exhausted(Outcome.Limit.STACK));
  }

  /** The stable name of the rule that the library's words stand for. */
  private static String kind(@Nullable String message) {
    String words = message == null ? "" : message;
    if (words.startsWith("out of bounds memory access")) {
      return "out-of-bounds";
    }
    if (words.startsWith("uninitialized element")) {
      return "uninitialized-element";
    }
    return switch (words) {
      case "Trapped on unreachable instruction" -> "unreachable";
      case "out of bounds table access" -> "table-out-of-bounds";
      case "undefined element" -> "undefined-element";
      case "indirect call type mismatch" -> "indirect-call-type";
      case "integer divide by zero" -> "divide-by-zero";
      case "integer overflow" -> "integer-overflow";
      case "invalid conversion to integer" -> "invalid-conversion";
      case "null function reference", "null reference", "null exception reference" ->
          "null-reference";
      default -> "internal";
    };
  }

  /** The innermost function on the stack; empty if there is none or it ran interpreted. */
  private static String where(Throwable thrown, CompiledModule module) {
    for (StackTraceElement frame : thrown.getStackTrace()) {
      if (frame.getClassName().startsWith(INTERPRETER)) {
        return "";
      }
      if (frame.getClassName().startsWith(GENERATED)
          && frame.getMethodName().startsWith(FUNCTION)) {
        int core = Integer.parseInt(frame.getMethodName().substring(FUNCTION.length()));
        int function = module.code().space().original(core);
        if (function >= 0) {
          return module.shape().functionName(function);
        }
      }
    }
    return "";
  }
}
