package dev.odeon.bench;

import java.util.ArrayList;
import java.util.List;

/** Runs of the same work until they get no faster: so long its code is still being compiled. */
final class WarmUp {
  /** So many runs in a row that bring nothing are the end of it. */
  private static final int SETTLED_RUNS = 20;

  private static final int RUNS_MAX = 250;

  /** Faster by less is nothing. */
  private static final double GAIN = 0.95;

  /** Slower by less than this than the fastest is as good as warm. */
  private static final double WARM = 1.25;

  private final List<Double> seconds = new ArrayList<>();
  private double fastest = Double.MAX_VALUE;
  private int lastGain;

  /** Takes how long the next run took. */
  void add(double took) {
    seconds.add(took);
    if (took < fastest * GAIN) {
      fastest = took;
      lastGain = seconds.size();
    }
  }

  /** Whether the last runs brought nothing, or there were very many. */
  boolean isOver() {
    return seconds.size() - lastGain >= SETTLED_RUNS || seconds.size() >= RUNS_MAX;
  }

  /** How many seconds all cold runs took. */
  double seconds() {
    return seconds.subList(0, coldRuns()).stream().mapToDouble(Double::doubleValue).sum();
  }

  /**
   * How many runs there were before the first that was warm, as were at least half of those after
   * it: all but that half may be due to the machine.
   */
  int coldRuns() {
    for (int cold = 0; cold < seconds.size(); cold++) {
      List<Double> rest = seconds.subList(cold, seconds.size());
      long warm = rest.stream().filter(each -> each <= fastest * WARM).count();
      if (seconds.get(cold) <= fastest * WARM && 2 * warm >= rest.size()) {
        return cold;
      }
    }
    return seconds.size();
  }
}
