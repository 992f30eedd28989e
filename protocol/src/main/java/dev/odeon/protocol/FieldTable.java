package dev.odeon.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a record on the wire, said once: the table reads them, writes them, and tells what
 * they are called and mean. Immutable.
 *
 * @param <T> the record
 */
public final class FieldTable<T> {
  private final List<Column<T, ?>> columns;
  private final Function<Values, T> maker;
  private final Map<String, Integer> places = new HashMap<>();

  private FieldTable(List<Column<T, ?>> columns, Function<Values, T> maker) {
    this.columns = List.copyOf(columns);
    this.maker = maker;
    for (int i = 0; i < columns.size(); i++) {
      for (String name : columns.get(i).names()) {
        if (places.put(name, i) != null) {
          throw new IllegalArgumentException("two fields are called " + name);
        }
      }
    }
  }

  /** A table in the making. */
  public static <T> Builder<T> of() {
    return new Builder<>();
  }

  /** A table without fields, for a record without components. */
  public static <T> FieldTable<T> none(T only) {
    return new Builder<T>().make(_ -> only);
  }

  /**
   * A field.
   *
   * @param kind what it holds
   * @param presence when it is there
   * @param documentation what it means, for the reference page
   */
  public record Field(String name, FieldKind<?> kind, Presence presence, String documentation) {}

  /** When a field is there. */
  public enum Presence {
    /** Always. */
    REQUIRED,
    /** Always, and perhaps null. */
    NULLABLE,
    /** If there is something to say. */
    OPTIONAL
  }

  /** The fields in their order. */
  public List<Field> documented() {
    return columns.stream().<Field>map(Column::field).toList();
  }

  /** The fields of {@code value}. */
  public JsonFields fields(T value) {
    JsonFields fields = new JsonFields();
    columns.forEach(column -> column.write(value, fields));
    return fields;
  }

  /** Where the field is that is called that on the wire; null if there is none. */
  @Nullable Integer place(String name) {
    return places.get(name);
  }

  Column<T, ?> column(int place) {
    return columns.get(place);
  }

  int size() {
    return columns.size();
  }

  /**
   * The record with these values.
   *
   * @throws IllegalArgumentException if one is missing, or the record refuses them
   */
  T make(@Nullable Object[] values) {
    return maker.apply(new Values(columns, values));
  }

  /** The values of a record's components, one after the other. */
  public static final class Values {
    private final List<? extends Column<?, ?>> columns;
    private final @Nullable Object[] values;
    private int at;

    private Values(List<? extends Column<?, ?>> columns, @Nullable Object[] values) {
      this.columns = columns;
      this.values = values;
    }

    /**
     * The next value, whose type is that of the field.
     *
     * @throws IllegalArgumentException if it is required and missing
     */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"})
    public <V> V next() {
      Column<?, ?> column = columns.get(at);
      Object value = values[at++];
      if (value == null) {
        value = column.otherwise();
        if (value == null && column.field().presence() == Presence.REQUIRED) {
          throw new IllegalArgumentException(column.missing());
        }
      }
      return (V) value;
    }

    /** The next record, of the fields that {@link Builder#inline} put in this place. */
    public <V> V next(FieldTable<V> inlined) {
      Values part = part(inlined);
      return inlined.maker.apply(part);
    }

    /** The same; null if none of its fields is there. */
    public <V> @Nullable V nextOrNull(FieldTable<V> inlined) {
      Values part = part(inlined);
      for (Object value : part.values) {
        if (value != null) {
          return inlined.maker.apply(part);
        }
      }
      return null;
    }

    private Values part(FieldTable<?> inlined) {
      int size = inlined.columns.size();
      Values part = new Values(inlined.columns, Arrays.copyOfRange(values, at, at + size));
      at += size;
      return part;
    }
  }

  /** Makes a table, field by field, in the order of the record's components. */
  public static final class Builder<T> {
    private final List<Column<T, ?>> columns = new ArrayList<>();

    private Builder() {}

    /** A field that is always there. */
    public <V> Builder<T> required(
        String name, FieldKind<V> kind, Function<T, V> get, String documentation) {
      return add(name, kind, Presence.REQUIRED, null, get, documentation);
    }

    /** A field that is always there, and perhaps null. */
    public <V> Builder<T> nullable(
        String name, FieldKind<V> kind, Function<T, @Nullable V> get, String documentation) {
      return add(name, kind, Presence.NULLABLE, null, get, documentation);
    }

    /** A field that is left out where it is null. */
    public <V> Builder<T> optional(
        String name, FieldKind<V> kind, Function<T, @Nullable V> get, String documentation) {
      return add(name, kind, Presence.OPTIONAL, null, get, documentation);
    }

    /** A field that may be left out where it is {@code otherwise}. */
    public <V> Builder<T> optional(
        String name, FieldKind<V> kind, V otherwise, Function<T, V> get, String documentation) {
      return add(name, kind, Presence.OPTIONAL, otherwise, get, documentation);
    }

    /** The fields of a component that is a record itself, among the others. */
    public <V> Builder<T> inline(FieldTable<V> table, Function<T, @Nullable V> get) {
      table.columns.forEach(column -> columns.add(column.of(get)));
      return this;
    }

    private <V> Builder<T> add(
        String name,
        FieldKind<V> kind,
        Presence presence,
        @Nullable V otherwise,
        Function<T, @Nullable V> get,
        String documentation) {
      columns.add(
          new Column<>(new Field(name, kind, presence, documentation), kind, otherwise, get));
      return this;
    }

    /** The table; {@code maker} takes the values in the order of the fields. */
    public FieldTable<T> make(Function<Values, T> maker) {
      return new FieldTable<>(columns, maker);
    }
  }

  /** A field with the way to its value. */
  record Column<T, V>(
      Field field, FieldKind<V> kind, @Nullable V otherwise, Function<T, @Nullable V> get) {
    private boolean isBytes() {
      return (Object) kind == FieldKind.BYTES;
    }

    List<String> names() {
      return isBytes()
          ? List.of(field.name(), field.name() + FieldKind.BASE64_SUFFIX)
          : List.of(field.name());
    }

    String missing() {
      return isBytes()
          ? "field '%s' or '%s' is missing".formatted(names().get(0), names().get(1))
          : "field '%s' is missing".formatted(field.name());
    }

    void write(T from, JsonFields into) {
      V value = get.apply(from);
      if (value == null) {
        if (field.presence() == Presence.NULLABLE) {
          into.put(field.name(), null);
        }
      } else if (otherwise == null || !Objects.equals(value, otherwise)) {
        kind.write(into, field.name(), value);
      }
    }

    <U> Column<U, V> of(Function<U, @Nullable T> outer) {
      return new Column<>(
          field,
          kind,
          otherwise,
          from -> {
            T inner = outer.apply(from);
            return inner == null ? null : get.apply(inner);
          });
    }
  }
}
