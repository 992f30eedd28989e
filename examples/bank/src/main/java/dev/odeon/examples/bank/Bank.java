package dev.odeon.examples.bank;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs the bank: starts its process, kills it at random, starts it again, until every transfer is
 * decided and every message delivered. Then it audits the bank.
 */
final class Bank {
  private static final Pattern ANSWER = Pattern.compile("(\\d+) (PAID|REFUSED|ORDERED)");

  private final Path home;
  private final long seed;
  private final List<Transfer> transfers;
  private final Books books;
  private int kills;

  private Bank(Path home, long seed, int count) {
    this.home = home;
    this.seed = seed;
    this.transfers = Transfer.random(seed, count);
    this.books = new Books(transfers);
  }

  /** Its arguments are the home, and if not 100000, 20 and 1: transfers, kills and the seed. */
  static void main(String[] args) throws IOException, InterruptedException {
    int count = args.length > 1 ? Integer.parseInt(args[1]) : 100_000;
    int kills = args.length > 2 ? Integer.parseInt(args[2]) : 20;
    long seed = args.length > 3 ? Long.parseLong(args[3]) : 1;
    IO.println(run(Path.of(args[0]), count, kills, seed));
  }

  /**
   * Does all of it, in a new home.
   *
   * @param kills how often the process is killed
   * @return what came of it, in one line
   * @throws IllegalStateException if money was lost or made
   */
  static String run(Path home, int count, int kills, long seed)
      throws IOException, InterruptedException {
    Bank bank = new Bank(home, seed, count);
    Random random = new Random(seed);
    boolean settled = false;
    while (!settled) {
      boolean kill = bank.kills < kills;
      // The last kill comes when all is decided, and messages may still be in the outboxes.
      int left = count - bank.books.decided();
      int after = bank.kills == kills - 1 ? left : random.nextInt(1 + 2 * left / Math.max(1, kills));
      settled = bank.serve(kill ? Math.min(after, left) : Integer.MAX_VALUE);
    }
    return Audit.of(home, bank.transfers, bank.books) + "; killed " + bank.kills + " times";
  }

  /** Has a process serve until it is settled, or killed after so many answers. Whether it settled. */
  private boolean serve(int answers) throws IOException, InterruptedException {
    Process teller = start();
    int heard = 0;
    String last = null;
    try (BufferedReader lines = teller.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last = line;
        Matcher answer = ANSWER.matcher(line);
        if (answer.matches()) { // of the last line there may be a part alone
          books.note(Integer.parseInt(answer.group(1)), Decision.valueOf(answer.group(2)));
          heard++;
        }
        // What it said before it died stands: those answers were durable.
        if (heard >= answers && teller.isAlive()) {
          teller.toHandle().destroyForcibly();
        }
      }
    }
    int exit = teller.waitFor();
    if (exit == 0) {
      return Teller.SETTLED.equals(last);
    }
    if (heard < answers) {
      throw new IllegalStateException("the teller ended with " + exit);
    }
    kills++;
    return false;
  }

  private Process start() throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Teller.class.getName(),
            home.toString(),
            Long.toString(seed),
            Integer.toString(transfers.size()),
            Integer.toString(books.decided()));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
