package dev.odeon.engine;

/**
 * Where a module's functions are among those of the metered module that the library is given: the
 * imports of {@link ReservedImport} are behind its own.
 *
 * @param imported how many it imports
 * @param defined how many it defines
 */
record FunctionSpace(int imported, int defined) {
  /** The functions of {@code shape}. */
  static FunctionSpace of(ModuleShape shape) {
    int imported = shape.importedFunctions();
    return new FunctionSpace(imported, shape.functions().size() - imported);
  }

  boolean isImport(int function) {
    return function < imported;
  }

  /** What the library calls the module's function {@code function}. */
  int core(int function) {
    return isImport(function) ? function : function + ReservedImport.COUNT;
  }

  int core(ReservedImport function) {
    return imported + function.ordinal();
  }

  /** The reserved import that the library calls {@code core}; -1 if it is none. */
  int reservedAt(int core) {
    return core >= imported && core < imported + ReservedImport.COUNT ? core - imported : -1;
  }

  /** The index of the first function behind those the module defines. */
  int afterDefined() {
    return imported + ReservedImport.COUNT + defined;
  }

  /** The module's function that the library calls {@code core}; -1 if it is one that was added. */
  int original(int core) {
    if (core < imported) {
      return core;
    }
    int own = core - ReservedImport.COUNT;
    return own < imported || core >= afterDefined() ? -1 : own;
  }
}
