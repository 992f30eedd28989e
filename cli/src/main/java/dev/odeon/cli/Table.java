package dev.odeon.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Text in columns for people: a column is as wide as its widest cell, numbers stand on the right.
 * The last column is not padded. Where a line may not be that wide, long texts are cut, and columns
 * that matter least are left out; numbers are never cut.
 */
public final class Table {
  private static final String GAP = "  ";

  /** Text is cut down to this before a column is left out, and to the least one after. */
  private static final int READABLE = 20;

  private static final int LEAST = 8;

  private final List<String> header;
  private final List<List<String>> rows = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();

  private Table(List<String> header) {
    this.header = header;
  }

  /** A table with these headings; no headings is a table without a heading line. */
  public static Table of(String... header) {
    return new Table(List.of(header));
  }

  /**
   * Adds a row, one cell a column, in each of which is escaped what nobody would see. Returns this.
   */
  public Table row(Object... cells) {
    rows.add(Arrays.stream(cells).map(cell -> TextFormat.line(String.valueOf(cell))).toList());
    return this;
  }

  /**
   * Says which columns to leave out where a line does not fit, the first one first. Returns this.
   */
  public Table leavingOut(String... headings) {
    leftOut.addAll(List.of(headings));
    return this;
  }

  /** Whether there is no row. */
  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The lines, each without its end. */
  public List<String> lines() {
    return lines(TerminalWidth.UNLIMITED);
  }

  /** The lines, each without its end, and at most {@code most} columns wide if that is possible. */
  List<String> lines(int most) {
    List<List<String>> all = new ArrayList<>(rows);
    if (!header.isEmpty()) {
      all.addFirst(header);
    }
    List<Column> columns = new ArrayList<>();
    int count = all.stream().mapToInt(List::size).max().orElse(0);
    for (int i = 0; i < count; i++) {
      columns.add(new Column(i, width(all, i), numbers(i)));
    }
    columns = fit(columns, most);
    List<String> lines = new ArrayList<>();
    for (List<String> row : all) {
      lines.add(line(row, columns));
    }
    return lines;
  }

  /** A column that is shown. */
  private record Column(int index, int width, boolean numbers) {
    Column cut(int to) {
      return numbers || width <= to ? this : new Column(index, to, false);
    }
  }

  private List<Column> fit(List<Column> all, int most) {
    List<Column> fitting = cut(all, most, READABLE);
    for (String heading : leftOut) {
      if (total(fitting) > most) {
        int index = header.indexOf(heading);
        all = all.stream().filter(column -> column.index() != index).toList();
        fitting = cut(all, most, READABLE);
      }
    }
    return total(fitting) > most ? cut(all, most, LEAST) : fitting;
  }

  /** Takes from the widest texts, down to {@code least}, what is too much. */
  private static List<Column> cut(List<Column> columns, int most, int least) {
    List<Column> cut = columns;
    int widest = columns.stream().filter(c -> !c.numbers()).mapToInt(Column::width).max().orElse(0);
    for (int to = widest - 1; to >= least && total(cut) > most; to--) {
      int width = to;
      cut = columns.stream().map(column -> column.cut(width)).toList();
    }
    return cut;
  }

  private static int total(List<Column> columns) {
    return columns.stream().mapToInt(Column::width).sum()
        + GAP.length() * Math.max(0, columns.size() - 1);
  }

  private static String line(List<String> row, List<Column> columns) {
    StringBuilder line = new StringBuilder();
    for (Column column : columns) {
      if (column.index() < row.size()) {
        String cell = TextFormat.cut(row.get(column.index()), column.width());
        String padding = " ".repeat(column.width() - TextFormat.columns(cell));
        line.append(column == columns.getFirst() ? "" : GAP);
        line.append(column.numbers() ? padding + cell : cell + padding);
      }
    }
    return line.toString().stripTrailing();
  }

  private static int width(List<List<String>> all, int column) {
    return all.stream()
        .filter(row -> column < row.size())
        .mapToInt(row -> TextFormat.columns(row.get(column)))
        .max()
        .orElse(0);
  }

  private boolean numbers(int column) {
    return !rows.isEmpty()
        && rows.stream()
            .allMatch(row ->
                column >= row.size() || row.get(column).matches("[0-9][0-9,.]*( [a-zA-Z]+)?"));
  }
}
