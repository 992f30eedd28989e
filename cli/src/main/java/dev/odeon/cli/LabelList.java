package dev.odeon.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The labels of a store as they are listed: one that is damaged does not hide the others. */
final class LabelList {
  private static final int DIGITS = 12;

  private final Console console;
  private final List<Fields> fields = new ArrayList<>();
  private final Table table = Table.of("LABEL", "NEWEST", "CONTENTS");
  private @Nullable String damage;

  LabelList(Console console) {
    this.console = console;
  }

  /** A label and the hashes of what it stands for; none if somebody removed it meanwhile. */
  void add(String label, List<String> hashes) {
    if (!hashes.isEmpty()) {
      fields.add(Fields.of("label", label).put("references", hashes));
      table.row(Shown.line(label), hashes.getLast().substring(0, DIGITS), hashes.size());
    }
  }

  /** A label that cannot be read. */
  void addDamaged(String label, String why) {
    fields.add(Fields.of("label", label).put("references", List.of()).put("damaged", why));
    table.row(Shown.line(label), "damaged", "-");
    damage = damage == null ? why : damage;
  }

  /**
   * Shows them.
   *
   * @throws Failure if one is damaged
   */
  void show() {
    console.results(fields, table);
    if (damage != null) {
      throw Failure.failed(damage);
    }
  }
}
