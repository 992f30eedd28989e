package dev.odeon.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Text in columns for people: a column is as wide as its widest cell, numbers stand on the right.
 * The last column is not padded.
 */
public final class Table {
  private static final String GAP = "  ";

  private final List<String> header;
  private final List<List<String>> rows = new ArrayList<>();

  private Table(List<String> header) {
    this.header = header;
  }

  /** A table with these headings; no headings is a table without a heading line. */
  public static Table of(String... header) {
    return new Table(List.of(header));
  }

  /** Adds a row, one cell a column. Returns this. */
  public Table row(Object... cells) {
    rows.add(Arrays.stream(cells).map(String::valueOf).toList());
    return this;
  }

  /** Whether there is no row. */
  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The lines, each without its end. */
  public List<String> lines() {
    List<List<String>> all = new ArrayList<>(rows);
    if (!header.isEmpty()) {
      all.addFirst(header);
    }
    int columns = all.stream().mapToInt(List::size).max().orElse(0);
    List<Integer> widths = new ArrayList<>();
    List<Boolean> right = new ArrayList<>();
    for (int i = 0; i < columns; i++) {
      widths.add(width(all, i));
      right.add(numbers(i));
    }
    return all.stream().map(row -> line(row, widths, right)).toList();
  }

  private static String line(List<String> row, List<Integer> widths, List<Boolean> right) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      String cell = row.get(i);
      String padding = " ".repeat(widths.get(i) - columns(cell));
      line.append(i == 0 ? "" : GAP);
      line.append(right.get(i) ? padding + cell : cell + padding);
    }
    return line.toString().stripTrailing();
  }

  private static int width(List<List<String>> all, int column) {
    return all.stream()
        .filter(row -> column < row.size())
        .mapToInt(row -> columns(row.get(column)))
        .max()
        .orElse(0);
  }

  private boolean numbers(int column) {
    return !rows.isEmpty()
        && rows.stream()
            .allMatch(row ->
                column >= row.size() || row.get(column).matches("[0-9][0-9,.]*( [a-zA-Z]+)?"));
  }

  private static int columns(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
