package dev.odeon.component;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parses the part of WIT that {@link Interface#parse} supports. Each instance parses one text. */
final class WitParser {
  private static final Pattern WORD =
      Pattern.compile("\\s+|//[^\\n]*|(->|%?[A-Za-z][A-Za-z0-9-]*|[{}()<>,:;=_])");
  private static final String END = "the end";

  private final List<String> words = new ArrayList<>();
  private final List<Integer> lines = new ArrayList<>();
  private final Map<String, Type> known = new LinkedHashMap<>();
  private int next;

  WitParser(String text, List<Interface> others) {
    for (Type.Primitive primitive : Type.Primitive.values()) {
      known.put(primitive.toString(), primitive);
    }
    others.forEach(other -> known.putAll(other.types()));
    split(text);
  }

  Interface interfaceType() {
    take("interface");
    String name = name();
    Map<String, Type> types = new LinkedHashMap<>();
    Map<String, WitFunction> functions = new LinkedHashMap<>();
    take("{");
    while (!takes("}")) {
      boolean isFunction = words.get(Math.min(next + 1, words.size() - 1)).equals(":");
      if (isFunction) {
        WitFunction function = functionItem();
        refuseIf(functions.put(function.name(), function) != null, function.name());
        take(";");
      } else {
        String keyword = name();
        String typeName = name();
        Type type = typeItem(keyword);
        types.put(typeName, type);
        refuseIf(known.put(typeName, type) != null, typeName);
      }
    }
    take(END);
    return new Interface(name, types, functions);
  }

  WitFunction function() {
    WitFunction function = functionItem();
    takes(";");
    take(END);
    return function;
  }

  private WitFunction functionItem() {
    String name = name();
    take(":");
    take("func");
    take("(");
    List<Type.Field> params = listUntil(")", this::field);
    Type result = takes("->") ? type() : null;
    return made(() -> WitFunction.of(name, params, result));
  }

  private Type typeItem(String keyword) {
    switch (keyword) {
      case "type" -> {
        take("=");
        Type type = type();
        take(";");
        return type;
      }
      case "record" -> {
        List<Type.Field> fields = block(this::field);
        return made(() -> new Type.RecordOf(fields));
      }
      case "variant" -> {
        List<Type.Case> cases = block(this::variantCase);
        return made(() -> new Type.VariantOf(cases));
      }
      case "enum" -> {
        List<String> cases = block(this::name);
        return made(() -> new Type.EnumOf(cases));
      }
      case "flags" -> {
        List<String> labels = block(this::name);
        return made(() -> new Type.FlagsOf(labels));
      }
      default -> {
        next -= 2;
        throw wrong("type, record, variant, enum, flags or a function");
      }
    }
  }

  private Type type() {
    String word = words.get(next);
    switch (word) {
      case "list" -> {
        next++;
        return new Type.ListOf(only());
      }
      case "option" -> {
        next++;
        return new Type.OptionOf(only());
      }
      case "tuple" -> {
        next++;
        take("<");
        return new Type.TupleOf(listUntil(">", this::type));
      }
      case "result" -> {
        next++;
        return result();
      }
      default -> {
        Type type = known.get(name());
        if (type == null) {
          next--;
          throw wrong("a type");
        }
        return type;
      }
    }
  }

  private Type only() {
    take("<");
    Type type = type();
    take(">");
    return type;
  }

  private Type result() {
    if (!takes("<")) {
      return new Type.ResultOf(null, null);
    }
    Type ok = takes("_") ? null : type();
    Type err = takes(",") ? type() : null;
    take(">");
    return new Type.ResultOf(ok, err);
  }

  private Type.Field field() {
    String name = name();
    take(":");
    return new Type.Field(name, type());
  }

  private Type.Case variantCase() {
    String name = name();
    Type payload = null;
    if (takes("(")) {
      payload = type();
      take(")");
    }
    return new Type.Case(name, payload);
  }

  private <T> List<T> block(Supplier<T> item) {
    take("{");
    return listUntil("}", item);
  }

  /** Parses items separated by commas; a trailing comma is allowed. */
  private <T> List<T> listUntil(String close, Supplier<T> item) {
    List<T> items = new ArrayList<>();
    while (!takes(close)) {
      items.add(item.get());
      if (!takes(",")) {
        take(close);
        break;
      }
    }
    return items;
  }

  private String name() {
    String word = words.get(next);
    if (word.equals(END) || !Character.isLetter(word.charAt(word.charAt(0) == '%' ? 1 : 0))) {
      throw wrong("a name");
    }
    next++;
    return word.startsWith("%") ? word.substring(1) : word;
  }

  private boolean takes(String word) {
    boolean taken = words.get(next).equals(word);
    next += taken && !word.equals(END) ? 1 : 0;
    return taken;
  }

  private void take(String word) {
    if (!takes(word)) {
      throw wrong(word);
    }
  }

  private <T> T made(Supplier<T> maker) {
    try {
      return maker.get();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("WIT line " + line() + ": " + e.getMessage(), e);
    }
  }

  private void refuseIf(boolean twice, String name) {
    if (twice) {
      throw new IllegalArgumentException("WIT line " + line() + ": " + name + " stands twice");
    }
  }

  private IllegalArgumentException wrong(String expected) {
    return new IllegalArgumentException(
        "WIT line " + line() + ": " + words.get(next) + " where " + expected + " belongs");
  }

  private int line() {
    return lines.get(next);
  }

  private void split(String text) {
    Matcher matcher = WORD.matcher(text);
    int at = 0;
    int line = 1;
    while (at < text.length()) {
      if (!matcher.find(at) || matcher.start() != at) {
        throw new IllegalArgumentException(
            "WIT line " + line + ": '" + text.charAt(at) + "' is not part of it");
      }
      @Nullable String word = matcher.group(1);
      if (word != null) {
        words.add(word);
        lines.add(line);
      }
      line += (int) matcher.group().chars().filter(each -> each == '\n').count();
      at = matcher.end();
    }
    words.add(END);
    lines.add(line);
  }
}
