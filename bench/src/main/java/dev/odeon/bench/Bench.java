package dev.odeon.bench;

/** One benchmark: measures, and reports a figure at a time. */
interface Bench {
  /** The word on the command line. */
  String name();

  /** What it measures against what, in one line. */
  String about();

  /** Runs it. Each figure and its floor are measured in turns, in the same process. */
  void run(BenchContext stage);
}
