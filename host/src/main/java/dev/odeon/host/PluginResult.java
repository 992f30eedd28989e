package dev.odeon.host;

import dev.odeon.base.Bytes;
import dev.odeon.base.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What one run of a plug-in came to.
 *
 * @param outcome returned if it answered 0, rejected if it answered another number
 * @param returnCode what it answered; -1 if it did not come to that
 * @param output what it put out, as far as it came
 * @param onward what the next step of a pipeline is given: the output, or the text after the last
 *     {@code Result = } of one that is made of log lines
 * @param fuel what it used, in units; 0 if the code is not metered
 */
public record PluginResult(Outcome outcome, int returnCode, Bytes output, Bytes onward, long fuel) {
  /**
   * What a run ended with.
   *
   * @param code what it answered; null if it did not come to that
   */
  public static PluginResult of(
      Outcome ended, @Nullable Integer code, Bytes output, Bytes onward, long fuel) {
    Outcome outcome =
        code == null || code == 0 ? ended : new Outcome.Rejected("return code " + code);
    return new PluginResult(outcome, code == null ? -1 : code, output, onward, fuel);
  }

  /** Whether it answered 0. */
  public boolean returned() {
    return outcome instanceof Outcome.Returned;
  }
}
