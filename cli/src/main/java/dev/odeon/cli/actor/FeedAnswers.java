package dev.odeon.cli.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.Outcome;
import dev.odeon.base.Pending;
import dev.odeon.base.Threads;
import dev.odeon.cli.TextFormat;
import dev.odeon.runtime.Answer;
import java.io.PrintStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Awaits the answers to the lines of {@link FeedCommand} in their order and prints each. A thread
 * of its own does, so that neither the reading nor the log waits for a slow reader of the output.
 */
final class FeedAnswers {
  private final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
  private final PrintStream out;
  private final Thread thread;

  /** What the thread is given: a line's answer, or the end. */
  private sealed interface Sent {
    record Line(String id, Pending<Answer> answer) implements Sent {}

    record End() implements Sent {}
  }

  private FeedAnswers(PrintStream out) {
    this.out = out;
    this.thread = Threads.system().start("answers", 0, this::printAll);
  }

  /** Starts the thread. */
  static FeedAnswers start(PrintStream out) {
    return new FeedAnswers(out);
  }

  /** Has the answer to the line {@code id} printed once it is there. */
  void add(String id, Pending<Answer> answer) {
    sent.add(new Sent.Line(id, answer));
  }

  /** Waits until all are printed. */
  void finish() {
    sent.add(new Sent.End());
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void printAll() {
    try {
      for (Sent next = sent.take(); next instanceof Sent.Line line; next = sent.take()) {
        out.print(text(line));
        out.print('\n');
        if (sent.isEmpty()) {
          out.flush();
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    out.flush();
  }

  private static String text(Sent.Line line) {
    try {
      return switch (line.answer().await()) {
        case Answer.Taken taken when taken.outcome().equals(Outcome.RETURNED) ->
            "ack\t%s\t%d\t%s\t%s\t%s"
                .formatted(
                    line.id(),
                    taken.block().height(),
                    taken.block().hash(),
                    taken.replayed(),
                    reply(taken));
        case Answer.Taken taken -> failed(line, taken.outcome().text());
        case Answer.IdempotencyKeyReused _ -> failed(line, "its id was used for another line");
        case Answer.TooLate _ -> failed(line, "its deadline passed");
        case Answer.Expired _ -> failed(line, "its deadline passed");
        case Answer.Stopping(var block) ->
            failed(line, block == null ? "the actors are closing" : "the actor left it open");
        case Answer.NotTaken(String reason) -> failed(line, reason);
      };
    } catch (RuntimeException e) {
      return failed(line, String.valueOf(e.getMessage()));
    }
  }

  private static String reply(Answer.Taken taken) {
    Bytes reply = taken.reply();
    return reply == null ? "" : TextFormat.line(reply.text());
  }

  private static String failed(Sent.Line line, String why) {
    return "failed\t" + line.id() + "\t" + TextFormat.line(why);
  }
}
