package dev.odeon.engine;

import java.util.HashMap;
import java.util.Map;

/** Reads function names from the name section (WebAssembly core specification §7.4.1). */
final class FunctionNames {
  private static final int FUNCTIONS = 1;

  private FunctionNames() {}

  /**
   * The names by function index. A custom section that is malformed is no fault of a module: what
   * precedes the fault counts.
   */
  static Map<Integer, String> read(WasmReader section) {
    Map<Integer, String> names = new HashMap<>();
    try {
      while (section.hasMore()) {
        int id = section.u8();
        WasmReader part = section.part(section.count(1));
        if (id == FUNCTIONS) {
          readMap(part, names);
        }
      }
    } catch (ModuleException e) {
      return names;
    }
    return names;
  }

  private static void readMap(WasmReader part, Map<Integer, String> names) {
    int count = part.count(2);
    for (int i = 0; i < count; i++) {
      int function = part.index();
      String name = OneLine.of(part.name());
      if (function < ModuleLimit.FUNCTIONS.max()) {
        names.put(function, name);
      }
    }
  }
}
