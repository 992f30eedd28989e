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
      case Trap trap -> stop(call.trapped(trap.kind(), trap.where()), trap, module);
      case OverloadedException overloaded -> overloaded;
      case OutOfMemoryError _ -> new OverloadedException("the heap is full");
      case StackOverflowError e -> overflow(call, e, module);
      case WasmEngineException e when e.getCause() instanceof StackOverflowError end ->
          overflow(call, end, module);
      case Throwable _ when host != null -> host;
      case WasmInterruptedException _ -> call.stopped();
      case UninstantiableException e when e.getCause() != null -> of(e.getCause(), call, module);
      case WasmException e -> stop(call.trapped("exception", ""), e, module);
      case WasmEngineException e -> trapped(kind(e.getMessage()), e, call, module);
      case IndexOutOfBoundsException e -> trapped("out-of-bounds", e, call, module);
      case VirtualMachineError error -> error;
      default -> trapped("internal", thrown, call, module);
    };
  }

  private static Stop trapped(String kind, Throwable thrown, Call call, CompiledModule module) {
    return stop(call.trapped(kind, GuestTrace.innermost(thrown, module)), thrown, module);
  }

  private static Stop overflow(Call call, Throwable thrown, CompiledModule module) {
    call.overflow();
    return stop(new Outcome.Exhausted(Outcome.Limit.STACK), thrown, module);
  }

  private static Stop stop(Outcome outcome, Throwable thrown, CompiledModule module) {
    return new Stop(outcome, GuestTrace.of(thrown, module));
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
}
