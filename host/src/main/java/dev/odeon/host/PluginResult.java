package dev.odeon.host;

import dev.odeon.base.Bytes;
import dev.odeon.base.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What one run of a plug-in came to.
 *
 * @param outcome returned if it answered 0, rejected if it answered another number
 * @param returnCode what it answered; -1 if it did not come to that
 * @param output what it put out, as far as it came; of a run that returned without putting out
 *     anything, its log lines
 * @param onward what the next step of a pipeline is given: the output, or the text after the last
 *     {@code Result = } of one that is made of log lines
 * @param fuel what it used, in units; 0 if the code is not metered
 * @param diagnostics what it said beside the output, and where it was stopped
 */
public record PluginResult(
    Outcome outcome,
    int returnCode,
    Bytes output,
    Bytes onward,
    long fuel,
    Diagnostics diagnostics) {
  /** What the reason of a rejected run begins with. */
  private static final String CODE = "return code ";

  /**
   * What a run ended with.
   *
   * @param code what it answered; null if it did not come to that
   */
  public static PluginResult of(
      Outcome ended,
      @Nullable Integer code,
      Bytes output,
      Bytes onward,
      long fuel,
      Diagnostics diagnostics) {
    Outcome outcome = code == null || code == 0 ? ended : new Outcome.Rejected(CODE + code);
    return new PluginResult(outcome, code == null ? -1 : code, output, onward, fuel, diagnostics);
  }

  /** Of a run that did not begin. */
  public static PluginResult unrun(Outcome outcome) {
    return new PluginResult(outcome, -1, Bytes.empty(), Bytes.empty(), 0, Diagnostics.NONE);
  }

  /**
   * What a recorded run came to: the block has the outcome, and the output of one that returned.
   *
   * @param outcome returned or rejected
   */
  public static PluginResult recorded(Outcome outcome, Bytes output, long fuel) {
    return new PluginResult(outcome, code(outcome), output, output, fuel, Diagnostics.NONE);
  }

  private static int code(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Returned _ -> 0;
      case Outcome.Rejected(String reason) when reason.startsWith(CODE) ->
          Integer.parseInt(reason.substring(CODE.length()));
      default -> -1;
    };
  }

  /** Whether it answered 0. */
  public boolean returned() {
    return outcome instanceof Outcome.Returned;
  }
}
