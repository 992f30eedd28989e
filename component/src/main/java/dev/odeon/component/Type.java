package dev.odeon.component;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A value type of the Component Model. Its values in Java:
 *
 * <table>
 * <caption>one class per type</caption>
 * <tr><td>bool</td><td>{@code Boolean}</td></tr>
 * <tr><td>s8 … s64, u8 … u64</td><td>{@code Long}; a u64 is the long of the same bits</td></tr>
 * <tr><td>f32, f64</td><td>{@code Float}, {@code Double}; every NaN is the canonical one</td></tr>
 * <tr><td>char</td><td>{@code Integer}, the code point</td></tr>
 * <tr><td>string</td><td>{@code String} without unpaired surrogates</td></tr>
 * <tr><td>list&lt;u8&gt;</td><td>{@code dev.odeon.base.Bytes}</td></tr>
 * <tr><td>any other list, tuple, record</td><td>{@code List<Object>}, a record's fields in order</td></tr>
 * <tr><td>option</td><td>{@code Optional<Object>}</td></tr>
 * <tr><td>result</td><td>{@link ResultValue}</td></tr>
 * <tr><td>enum</td><td>{@code Integer}, the index of the case</td></tr>
 * <tr><td>variant</td><td>{@link VariantValue}</td></tr>
 * <tr><td>flags</td><td>{@code Long}, bit n for the nth label</td></tr>
 * </table>
 *
 * Handles of resources are not supported yet.
 */
public sealed interface Type {
  /** The types without components. */
  enum Primitive implements Type {
    BOOL("bool"),
    S8("s8"),
    U8("u8"),
    S16("s16"),
    U16("u16"),
    S32("s32"),
    U32("u32"),
    S64("s64"),
    U64("u64"),
    F32("f32"),
    F64("f64"),
    CHAR("char"),
    STRING("string");

    private final String text;

    Primitive(String text) {
      this.text = text;
    }

    /** The name in WIT. */
    @Override
    public String toString() {
      return text;
    }
  }

  /** {@code list<element>}. */
  record ListOf(Type element) implements Type {
    @Override
    public String toString() {
      return "list<" + element + ">";
    }
  }

  /** {@code option<some>}. */
  record OptionOf(Type some) implements Type {
    @Override
    public String toString() {
      return "option<" + some + ">";
    }
  }

  /** {@code result<ok, err>}; either is null if it is absent. */
  record ResultOf(@Nullable Type ok, @Nullable Type err) implements Type {
    @Override
    public String toString() {
      if (err == null) {
        return ok == null ? "result" : "result<" + ok + ">";
      }
      return "result<" + (ok == null ? "_" : ok) + ", " + err + ">";
    }
  }

  /** {@code tuple<items…>}. */
  record TupleOf(List<Type> items) implements Type {
    /** Copies the list. */
    public TupleOf {
      items = List.copyOf(items);
    }

    @Override
    public String toString() {
      return items.stream().map(Type::toString).collect(Collectors.joining(", ", "tuple<", ">"));
    }
  }

  /** A record of named fields, in order. */
  record RecordOf(List<Field> fields) implements Type {
    /** Copies the list. */
    public RecordOf {
      fields = List.copyOf(fields);
      distinct(fields.stream().map(Field::name).toList());
    }

    @Override
    public String toString() {
      return fields.stream()
          .map(Field::toString)
          .collect(Collectors.joining(", ", "record {", "}"));
    }
  }

  /** An enum: one of several names. */
  record EnumOf(List<String> cases) implements Type {
    /** Copies the list; there is at least one case. */
    public EnumOf {
      cases = List.copyOf(cases);
      distinct(cases);
      if (cases.isEmpty()) {
        throw new IllegalArgumentException("an enum has at least one case");
      }
    }

    @Override
    public String toString() {
      return "enum {" + String.join(", ", cases) + "}";
    }
  }

  /** A variant: one of several cases, each with or without a payload. */
  record VariantOf(List<Case> cases) implements Type {
    /** Copies the list; there is at least one case. */
    public VariantOf {
      cases = List.copyOf(cases);
      distinct(cases.stream().map(Case::name).toList());
      if (cases.isEmpty()) {
        throw new IllegalArgumentException("a variant has at least one case");
      }
    }

    @Override
    public String toString() {
      return cases.stream().map(Case::toString).collect(Collectors.joining(", ", "variant {", "}"));
    }
  }

  /** Flags: any subset of the labels. */
  record FlagsOf(List<String> labels) implements Type {
    /** Copies the list; there are 1 to 32 labels. */
    public FlagsOf {
      labels = List.copyOf(labels);
      distinct(labels);
      if (labels.isEmpty() || labels.size() > 32) {
        throw new IllegalArgumentException("flags have 1 to 32 labels, not " + labels.size());
      }
    }

    @Override
    public String toString() {
      return "flags {" + String.join(", ", labels) + "}";
    }
  }

  /** A named value: a field of a record or a parameter of a function. */
  record Field(String name, Type type) {
    @Override
    public String toString() {
      return name + ": " + type;
    }
  }

  /** A case of a variant; the payload is null if it has none. */
  record Case(String name, @Nullable Type payload) {
    @Override
    public String toString() {
      return payload == null ? name : name + "(" + payload + ")";
    }
  }

  private static void distinct(List<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw new IllegalArgumentException("the name " + name + " stands twice in " + names);
      }
    }
  }
}
