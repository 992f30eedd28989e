package dev.odeon.bench;

import dev.odeon.base.DiskException;
import dev.odeon.cli.Console;
import dev.odeon.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures of a run: shown as they come, and written down as a page where asked. */
final class Report {
  private final Console console;
  private final Effort effort;
  private final Machine machine = Machine.ofProcess();
  private final List<Figure> figures = new ArrayList<>();
  private String fileSystem = "unknown";

  Report(Console console, Effort effort) {
    this.console = console;
    this.effort = effort;
  }

  /** Says which file system is measured. */
  void fileSystem(String type) {
    fileSystem = type;
    console.note("%s, %s, files on %s".formatted(machine.text(), machine.java(), type));
    if (type.equals("tmpfs")) {
      console.note("bench: tmpfs is memory and syncs nothing: name a disk with --home-parent");
    }
  }

  /** Takes one and shows it. */
  void add(Figure figure) {
    figures.add(figure);
    console.result(figure.fields(), line(figure));
  }

  /**
   * Writes the page into {@code folder}, which is made if it is not there; after what the same
   * machine measured that day.
   */
  void save(Path folder) {
    Path page = folder.resolve("%s-%s.md".formatted(LocalDate.now(), machine.name()));
    try {
      Files.createDirectories(folder);
      Files.writeString(
          page,
          Files.exists(page) ? "\n" + page() : page(),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw Failure.failed("cannot write %s: %s".formatted(page, DiskException.words(e)));
    }
    console.note("written to " + page);
  }

  /** The page: the machine, then a table. */
  String page() {
    StringBuilder page = new StringBuilder();
    page.append("# ").append(LocalDate.now()).append(", ").append(machine.text()).append("\n\n");
    page.append(
        """
        %s, files on %s. %d rounds of %s s a figure, its floor in turns with it in the same process;
        medians; spread = (max - min) / median.

        | bench | metric | case | value | floor | ratio | spread | aim | met |
        |---|---|---|--:|--:|--:|--:|---|---|
        """
            .formatted(
                machine.java(), fileSystem, effort.rounds(), Figure.number(effort.seconds())));
    figures.forEach(figure -> page.append(row(figure)).append('\n'));
    return page.toString();
  }

  private static String row(Figure figure) {
    Double floor = figure.floor();
    Double ratio = figure.ratio();
    Target aim = figure.aim();
    return "| "
        + String.join(
            " | ",
            figure.bench(),
            figure.metric(),
            figure.keyText(),
            Figure.number(figure.value()),
            floor == null ? "" : Figure.number(floor),
            ratio == null ? "" : Figure.number(ratio),
            Figure.number(figure.values().spread()),
            aim == null ? "" : aim.text(),
            aim == null ? "" : aim.met(figure) ? "yes" : "**no**")
        + " |";
  }

  private static String line(Figure figure) {
    Double floor = figure.floor();
    Double ratio = figure.ratio();
    Target aim = figure.aim();
    StringBuilder line = new StringBuilder();
    line.append(
        String.format(
            Locale.ROOT,
            "%-8s %-16s %-22s %12s",
            figure.bench(),
            figure.metric(),
            figure.keyText(),
            Figure.number(figure.value())));
    if (floor != null && ratio != null) {
      line.append("  floor %s  ratio %.2f".formatted(Figure.number(floor), ratio));
    }
    line.append("  spread %.2f".formatted(figure.values().spread()));
    if (aim != null) {
      line.append("  aim %s: %s".formatted(aim.text(), aim.met(figure) ? "met" : "MISSED"));
    }
    return line.toString();
  }
}
