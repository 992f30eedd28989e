package dev.odeon.engine;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import run.endive.wasm.types.ValType;
import run.endive.wasm.types.Value;

/**
 * The function references of one member, which are numbers that mean something to it alone: the
 * index of one of its functions, or, past those, a place in the list of the functions of others
 * that have come its way. The library has no such list: to it, each number is an index, so that a
 * reference that passes to another instance becomes one to another function.
 */
final class References {
  private final Member member;
  private final int functions;
  private final List<Entity.Function> foreign = new ArrayList<>();
  private final Map<Entity.Function, Integer> numbers = new IdentityHashMap<>();

  /** The references of {@code member}, of whose functions the library knows {@code functions}. */
  References(Member member, int functions) {
    this.member = member;
    this.functions = functions;
  }

  /** The function behind {@code reference}; null for the null reference. */
  Entity.@Nullable Function function(int reference) {
    if (reference == Value.REF_NULL_VALUE) {
      return null;
    }
    return reference < functions ? member.function(reference) : foreign.get(reference - functions);
  }

  /** The reference to {@code function}. */
  int number(Entity.@Nullable Function function) {
    if (function == null) {
      return Value.REF_NULL_VALUE;
    }
    if (function.member() == member) {
      return function.index();
    }
    return numbers.computeIfAbsent(
        function,
        each -> {
          foreign.add(each);
          return functions + foreign.size() - 1;
        });
  }

  /** Values as the library has them, as those of the border. */
  List<CoreValue> lift(List<ValType> types, long[] numbers, @Nullable Object @Nullable [] things) {
    List<CoreValue> values = new ArrayList<>(types.size());
    for (int i = 0; i < types.size(); i++) {
      if (types.get(i).isObjectRef()) {
        values.add(new CoreValue.HostReference(things == null ? null : things[i]));
      } else if (types.get(i).isReference()) {
        values.add(new CoreValue.FunctionReference(function((int) numbers[i])));
      } else {
        values.add(new CoreValue.Number(numbers[i]));
      }
    }
    return values;
  }

  /** The numbers among {@code values}: numbers and function references; 0 for the rest. */
  long[] numbers(List<CoreValue> values) {
    return values.stream()
        .mapToLong(value ->
            switch (value) {
              case CoreValue.Number(long bits) -> bits;
              case CoreValue.FunctionReference(Entity.Function function) -> number(function);
              case CoreValue.HostReference _ -> 0;
            })
        .toArray();
  }
}
