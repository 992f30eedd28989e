package dev.odeon.bench;

import dev.odeon.protocol.JsonFields;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One measured figure, beside its floor where it has one.
 *
 * @param bench the benchmark's name
 * @param metric what was measured; the unit goes last in the name
 * @param keys what tells this figure from others of the metric, such as {@code writers}
 * @param values one number a round
 * @param floors what the same rounds gave without the product; null where there is no floor
 * @param aim what it should come to; null where nothing was promised
 */
record Figure(
    String bench,
    String metric,
    Map<String, Object> keys,
    Samples values,
    @Nullable Samples floors,
    @Nullable Target aim) {

  /** A figure beside its floor. */
  static Figure of(String bench, String metric, Samples values, Samples floors) {
    return new Figure(bench, metric, Map.of(), values, floors, null);
  }

  /** A figure that stands alone. */
  static Figure of(String bench, String metric, Samples values) {
    return new Figure(bench, metric, Map.of(), values, null, null);
  }

  /** This figure with one more key. */
  Figure with(String key, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(keys);
    more.put(key, value);
    return new Figure(bench, metric, more, values, floors, aim);
  }

  /** This figure with what it should come to. */
  Figure aim(Target wanted) {
    return new Figure(bench, metric, keys, values, floors, wanted);
  }

  /** The median of the rounds. */
  double value() {
    return values.median();
  }

  /** The median of the floor's rounds. */
  @Nullable Double floor() {
    return floors == null ? null : floors.median();
  }

  /** The figure against its floor. */
  @Nullable Double ratio() {
    Double floor = floor();
    return floor == null || floor == 0 ? null : value() / floor;
  }

  /** The JSON object of the figure. */
  JsonFields fields() {
    JsonFields fields = JsonFields.of("bench", bench).put("metric", metric);
    keys.forEach(fields::put);
    Double floor = floor();
    Double ratio = ratio();
    fields
        .put("value", rounded(value()))
        .put("floor", floor == null ? null : rounded(floor))
        .put("ratio", ratio == null ? null : rounded(ratio))
        .put("spread", rounded(values.spread()));
    return aim == null ? fields : fields.put("aim", aim.text()).put("met", aim.met(this));
  }

  /** What tells this figure from others of the metric: {@code writers 64}. */
  String keyText() {
    return keys.entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(Collectors.joining(", "));
  }

  /** A number for people: as many digits as say something. */
  static String number(double value) {
    double size = Math.abs(value);
    String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, format, value);
  }

  private static double rounded(double value) {
    return Math.abs(value) >= 100 ? Math.rint(value) : Math.rint(value * 10_000) / 10_000;
  }
}
