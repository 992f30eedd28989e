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
 * The fields of a record on the wire, defined in one place: the table reads them, writes them and
 * documents them. Immutable.
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

  /** Returns a builder for a table. */
  public static <T> Builder<T> of() {
    return new Builder<>();
  }

  /** Returns a table without fields, for a record without components. */
  public static <T> FieldTable<T> none(T only) {
    return new Builder<T>().make(_ -> only);
  }

  /**
   * A field.
   *
   * @param name its name on the wire
   * @param kind the type of its values
   * @param presence when it is present
   * @param documentation its meaning, for the reference page
   */
  public record Field(String name, FieldKind<?> kind, Presence presence, String documentation) {}

  /** When a field is present. */
  public enum Presence {
    /** Always present. */
    REQUIRED,
    /** Always present, possibly null. */
    NULLABLE,
    /** Present only if it has a value. */
    OPTIONAL
  }

  /** The fields in order, for documentation. */
  public List<Field> documented() {
    return columns.stream().<Field>map(Column::field).toList();
  }

  /** Returns the fields of {@code value}. */
  public JsonFields fields(T value) {
    JsonFields fields = new JsonFields();
    columns.forEach(column -> column.write(value, fields));
    return fields;
  }

  /** Returns the place of the field with that name on the wire; null if there is none. */
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
   * Returns the record with these values.
   *
   * @throws IllegalArgumentException if a value is missing, or the record rejects the values
   */
  T make(@Nullable Object[] values) {
    return maker.apply(new Values(columns, values));
  }

  /** The values of a record's components, in order. */
  public static final class Values {
    private final List<? extends Column<?, ?>> columns;
    private final @Nullable Object[] values;
    private int at;

    private Values(List<? extends Column<?, ?>> columns, @Nullable Object[] values) {
      this.columns = columns;
      this.values = values;
    }

    /**
     * Returns the next value; its type is that of the field.
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

    /** Returns the next record, whose fields {@link Builder#inline} put in this place. */
    public <V> V next(FieldTable<V> inlined) {
      Values part = part(inlined);
      return inlined.maker.apply(part);
    }

    /** Returns the next inlined record; null if none of its fields is present. */
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

  /** Builds a table field by field, in the order of the record's components. */
  public static final class Builder<T> {
    private final List<Column<T, ?>> columns = new ArrayList<>();

    private Builder() {}

    /** Adds a field that is always present. */
    public <V> Builder<T> required(
        String name, FieldKind<V> kind, Function<T, V> get, String documentation) {
      return add(name, kind, Presence.REQUIRED, null, get, documentation);
    }

    /** Adds a field that is always present, possibly null. */
    public <V> Builder<T> nullable(
        String name, FieldKind<V> kind, Function<T, @Nullable V> get, String documentation) {
      return add(name, kind, Presence.NULLABLE, null, get, documentation);
    }

    /** Adds a field that is absent if it is null. */
    public <V> Builder<T> optional(
        String name, FieldKind<V> kind, Function<T, @Nullable V> get, String documentation) {
      return add(name, kind, Presence.OPTIONAL, null, get, documentation);
    }

    /** Adds a field with a default: absent means {@code otherwise}. */
    public <V> Builder<T> optional(
        String name, FieldKind<V> kind, V otherwise, Function<T, V> get, String documentation) {
      return add(name, kind, Presence.OPTIONAL, otherwise, get, documentation);
    }

    /** Adds the fields of a component that is itself a record. */
    public <V> Builder<T> inline(FieldTable<V> table, Function<T, @Nullable V> get) {
      table.columns.forEach(column -> columns.add(column.of(get)));
      return this;
    }

    /**
     * Adds the fields of a component that is itself a record, and may be null: then none of them.
     */
    public <V> Builder<T> inlineIfPresent(FieldTable<V> table, Function<T, @Nullable V> get) {
      table.columns.forEach(column -> columns.add(column.of(get).optional()));
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

    /** Builds the table; {@code maker} gets the values in the order of the fields. */
    public FieldTable<T> make(Function<Values, T> maker) {
      return new FieldTable<>(columns, maker);
    }
  }

  /** A field and how to get its value. */
  record Column<T, V>(
      Field field, FieldKind<V> kind, @Nullable V otherwise, Function<T, @Nullable V> get) {
    private boolean isBytes() {
      return (Object) kind == FieldKind.BYTES || isData();
    }

    /** Whether both names may be there: they say the same. */
    boolean isData() {
      return (Object) kind == FieldKind.DATA;
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
          into.put(isData() ? names().getLast() : field.name(), null);
        }
      } else if (otherwise == null || !Objects.equals(value, otherwise)) {
        kind.write(into, field.name(), value);
      }
    }

    private Column<T, V> optional() {
      Field without =
          new Field(field.name(), field.kind(), Presence.OPTIONAL, field.documentation());
      return new Column<>(without, kind, otherwise, get);
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
