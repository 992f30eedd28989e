package dev.odeon.cli.plugin;

import dev.odeon.cli.Backend;
import dev.odeon.cli.Console;
import dev.odeon.cli.GuestText;
import dev.odeon.cli.TextFormat;
import dev.odeon.protocol.JsonFields;
import dev.odeon.protocol.RequestException;
import dev.odeon.protocol.RunFailure;
import dev.odeon.protocol.RunLimit;
import dev.odeon.protocol.RunResult;

/** What a run said beside its output, for people: on standard error. */
final class RunText {
  private RunText() {}

  /** Prints what a run that returned said. */
  static void note(Console console, RunResult result) {
    if (!console.json()) {
      GuestText.note(console, result.log());
      GuestText.note(console, result.errors());
    }
  }

  /**
   * Prints what a run that failed said, and where it was.
   *
   * @return the failure, with what to do about it here
   */
  static RuntimeException failure(Console console, Backend backend, RequestException failed) {
    RunFailure run = failed.run();
    if (run == null) {
      return failed;
    }
    if (!console.json()) {
      if (!run.output().isEmpty()) {
        console.content(new JsonFields(), TextFormat.text(run.output()));
      }
      GuestText.note(console, run.log());
      GuestText.note(console, run.errors(), run.trace());
    }
    RunLimit limit = run.limit();
    return limit == null ? failed : exceeded(backend, failed, limit);
  }

  private static RuntimeException exceeded(
      Backend backend, RequestException failed, RunLimit limit) {
    String option =
        switch (limit.limit()) {
          case TIME -> "-t TIME";
          case FUEL -> "-f FUEL";
          case MEMORY -> "-m SIZE";
          case TABLE, STACK, OUTPUT -> "";
        };
    String text = failed.text();
    if (!text.endsWith(limit.advice()) || option.isEmpty() && !backend.allowsMore()) {
      return failed;
    }
    String what = text.substring(0, text.length() - limit.advice().length());
    return new RequestException(
        failed.code(), what + advice(backend, limit, option), failed.pipeline(), failed.run());
  }

  private static String advice(Backend backend, RunLimit limit, String option) {
    if (option.isEmpty()) {
      return "give the plug-in less to do";
    }
    return limit.asked() || backend.allowsMore()
        ? "allow more with " + option
        : "the server allows no more, restart it with 'odeon serve %s'".formatted(option);
  }
}
