package dev.odeon.cli.actor;

import dev.odeon.base.Bytes;
import dev.odeon.base.Outcome;
import dev.odeon.base.Pending;
import dev.odeon.base.Threads;
import dev.odeon.cli.Failure;
import dev.odeon.cli.TextFormat;
import dev.odeon.runtime.Answer;
import java.io.PrintStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Awaits the answers to the lines of {@link FeedCommand} in their order and prints each. A thread
 * of its own does, so that neither the reading nor the log waits for a slow reader of the output.
 */
final class FeedAnswers {
  private final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
  private final Pending<Boolean> printed = new Pending<>(Threads.system());
  private final PrintStream out;

  /** Why no answer is printed any longer. */
  private volatile @Nullable Failure failure;

  /** What the thread is given: a line's answer, or the end. */
  private sealed interface Sent {
    record Line(String id, Pending<Answer> answer) implements Sent {}

    record End() implements Sent {}
  }

  private FeedAnswers(PrintStream out) {
    this.out = out;
  }

  /** Starts the thread. */
  static FeedAnswers start(PrintStream out) {
    FeedAnswers answers = new FeedAnswers(out);
    Threads.system().start("answers", 0, answers::printAll);
    return answers;
  }

  /**
   * Has the answer to the line {@code id} printed once it is there.
   *
   * @throws Failure if answers cannot be printed any longer
   */
  void add(String id, Pending<Answer> answer) {
    Failure before = failure;
    if (before != null) {
      throw before;
    }
    sent.add(new Sent.Line(id, answer));
  }

  /**
   * Waits until all are printed.
   *
   * @throws Failure if they cannot be
   */
  void finish() {
    sent.add(new Sent.End());
    printed.await();
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
      out.flush();
      printed.complete(true);
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted before the last answer", e);
    } catch (Failure e) {
      failure = e;
      printed.fail(e);
    }
  }

  private static String text(Sent.Line line) {
    try {
      return switch (line.answer().await()) {
        case Answer.Completed taken when taken.outcome().equals(Outcome.RETURNED) ->
            "ack\t%s\t%d\t%s\t%s\t%s"
                .formatted(
                    line.id(),
                    taken.block().height(),
                    taken.block().hash(),
                    taken.duplicate(),
                    reply(taken));
        case Answer.Completed taken -> failed(line, taken.outcome().text());
        case Answer.IdempotencyKeyReused _ -> failed(line, "its id was used for another line");
        case Answer.WrongHead _ -> failed(line, "the actor has another head");
        case Answer.Declined(var objection) -> failed(line, objection.text());
        case Answer.DeadlineExceeded _ -> failed(line, "its deadline passed");
        case Answer.Unanswered _, Answer.Expired _ -> failed(line, "its deadline passed");
        case Answer.Withdrawn _ -> failed(line, "the actor cancelled it");
        case Answer.Stopping(var block) ->
            failed(line, block == null ? "the actors are closing" : "the actor left it open");
        case Answer.Paused(String reason) -> failed(line, reason);
        case Answer.Refused(String reason) -> failed(line, reason);
      };
    } catch (RuntimeException e) {
      return failed(line, String.valueOf(e.getMessage()));
    }
  }

  private static String reply(Answer.Completed taken) {
    Bytes reply = taken.reply();
    return reply == null ? "" : TextFormat.line(reply.text());
  }

  private static String failed(Sent.Line line, String why) {
    return "failed\t" + line.id() + "\t" + TextFormat.line(why);
  }
}
