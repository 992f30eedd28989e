package dev.odeon.bench;

import java.nio.file.Path;

/** Where a benchmark runs, how much it does, and who hears of it. */
interface BenchContext {
  /** How much to do. */
  Effort effort();

  /** An empty folder of its own on the disk that is measured; removed after the run. */
  Path folder(String name);

  /** Says what is under way, for people. */
  void note(String text);

  /** Takes a figure. */
  void report(Figure figure);
}
