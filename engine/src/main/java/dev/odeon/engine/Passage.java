package dev.odeon.engine;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.CallResult;
import run.endive.runtime.Instance;
import run.endive.runtime.WasmFunctionHandle;
import run.endive.wasm.types.ValType;

/**
 * The way from one member to a function of another, and back: function references are made those of
 * the other side, and what the two share is given over to whoever runs.
 */
final class Passage implements WasmFunctionHandle {
  private final Member caller;
  private final Entity.Function function;
  private final boolean references;

  Passage(Member caller, Entity.Function function) {
    this.caller = caller;
    this.function = function;
    this.references =
        function.type().params().stream().anyMatch(Passage::isFunctionReference)
            || function.type().returns().stream().anyMatch(Passage::isFunctionReference);
  }

  @Override
  public long[] apply(Instance instance, long... arguments) {
    return call(arguments, null).longs();
  }

  @Override
  public CallResult applyWithRefs(Instance instance, long[] arguments, Object[] things) {
    return call(arguments, things);
  }

  /** A call by way of a table, whose type has the parameter that metering adds. */
  CallResult callIndirectly(long[] arguments, @Nullable Object @Nullable [] things) {
    int count = function.type().params().size();
    caller.meter().registers().left = (int) arguments[count];
    return call(Arrays.copyOf(arguments, count), things);
  }

  CallResult call(long[] arguments, @Nullable Object @Nullable [] things) {
    StackProbe.require();
    caller.meter().crossBorder();
    Member callee = function.member();
    long[] passed =
        references ? passed(function.type().params(), arguments, caller, callee) : arguments;
    callee.occupy();
    try {
      CallResult result = callee.run(function, passed, things);
      return references
          ? CallResult.of(
              passed(function.type().returns(), result.longs(), callee, caller), result.refs())
          : result;
    } finally {
      caller.occupy();
    }
  }

  private static long[] passed(List<ValType> types, long[] values, Member from, Member to) {
    long[] passed = values.clone();
    for (int i = 0; i < passed.length; i++) {
      if (isFunctionReference(types.get(i))) {
        passed[i] = to.references().number(from.references().function((int) values[i]));
      }
    }
    return passed;
  }

  private static boolean isFunctionReference(ValType type) {
    return type.isReference() && !type.isObjectRef();
  }
}
