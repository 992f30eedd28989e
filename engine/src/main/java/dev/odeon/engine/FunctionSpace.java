package dev.odeon.engine;

/**
 * Where a module's functions are among those of the module that the library is given.
 *
 * @param imported how many it imports
 * @param reserved how many imports were added behind those
 * @param defined how many it defines
 */
record FunctionSpace(int imported, int reserved, int defined) {
  /** The functions of {@code shape} when it is metered. */
  static FunctionSpace metered(ModuleShape shape) {
    int imported = shape.importedFunctions();
    return new FunctionSpace(imported, ReservedImport.COUNT, shape.functions().size() - imported);
  }

  /** The functions of {@code shape} as they are. */
  static FunctionSpace plain(ModuleShape shape) {
    int imported = shape.importedFunctions();
    return new FunctionSpace(imported, 0, shape.functions().size() - imported);
  }

  boolean isImport(int function) {
    return function < imported;
  }

  /** What the library calls the module's function {@code function}. */
  int core(int function) {
    return isImport(function) ? function : function + reserved;
  }

  int core(ReservedImport function) {
    return imported + function.ordinal();
  }

  /** The reserved import that the library calls {@code core}; -1 if it is none. */
  int reservedAt(int core) {
    return core >= imported && core < imported + reserved ? core - imported : -1;
  }

  /** The index of the first function behind those the module defines. */
  int afterDefined() {
    return imported + reserved + defined;
  }

  /** The module's function that the library calls {@code core}; -1 if it is one that was added. */
  int original(int core) {
    if (core < imported) {
      return core;
    }
    return core < imported + reserved || core >= afterDefined() ? -1 : core - reserved;
  }
}
