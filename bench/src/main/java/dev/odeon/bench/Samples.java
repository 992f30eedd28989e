package dev.odeon.bench;

import java.util.List;

/**
 * What the rounds of one measurement gave, one number each.
 *
 * @param values in the order of the rounds; at least one
 */
record Samples(List<Double> values) {
  Samples {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("a measurement has at least one round");
    }
  }

  static Samples of(double... values) {
    return new Samples(java.util.Arrays.stream(values).boxed().toList());
  }

  /** The middle one; of an even number, the mean of the two in the middle. */
  double median() {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  /** The least of them that {@code percent} of them, 1 to 100, do not exceed. */
  double quantile(int percent) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(Math.ceilDiv(sorted.size() * percent, 100) - 1);
  }

  /** How far the rounds lie apart: (max - min) / median; 0 where all are 0. */
  double spread() {
    double max = values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    double min = values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    return max == min ? 0 : (max - min) / median();
  }
}
