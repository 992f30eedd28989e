package dev.odeon.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads the functions of a guest off the JVM's stack: each that was compiled is a method named
 * after its index. Those that run interpreted have none, and are left out.
 */
final class GuestTrace {
  /** So many of the innermost functions are told. */
  static final int FRAMES_MAX = 64;

  private static final String GENERATED = GuestClass.GENERATED.replace('/', '.');
  private static final String INTERPRETER = "run.endive.runtime.InterpreterMachine";

  /** Where a run begins: what is further out is not of this guest. */
  private static final String RUN = CompiledModule.class.getName();

  private GuestTrace() {}

  /**
   * The functions of {@code module} on the stack where {@code thrown} was made, innermost first.
   */
  static List<GuestFrame> of(Throwable thrown, CompiledModule module) {
    List<GuestFrame> frames = new ArrayList<>();
    for (StackTraceElement frame : thrown.getStackTrace()) {
      if (frames.size() == FRAMES_MAX || frame.getClassName().equals(RUN)) {
        break;
      }
      int function = function(frame, module);
      if (function >= 0) {
        frames.add(module.shape().frame(function));
      }
    }
    return List.copyOf(frames);
  }

  /** What the innermost function is called; empty if there is none or it ran interpreted. */
  static String innermost(Throwable thrown, CompiledModule module) {
    for (StackTraceElement frame : thrown.getStackTrace()) {
      if (frame.getClassName().startsWith(INTERPRETER)) {
        return "";
      }
      int function = function(frame, module);
      if (function >= 0) {
        return module.shape().functionName(function);
      }
    }
    return "";
  }

  /** The index of the module's function whose method it is; -1 if it is no such method. */
  private static int function(StackTraceElement frame, CompiledModule module) {
    String method = frame.getMethodName();
    if (!frame.getClassName().startsWith(GENERATED) || !method.startsWith(GuestClass.FUNCTION)) {
      return -1;
    }
    int core = Integer.parseInt(method, GuestClass.FUNCTION.length(), method.length(), 10);
    return module.code().space().original(core);
  }
}
