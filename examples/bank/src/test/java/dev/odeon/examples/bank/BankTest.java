package dev.odeon.examples.bank;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BankTest {
  /** Of transfers that all can be paid, in whatever order they come, two of them by timers. */
  private static final long SEED = 14;

  @TempDir private Path folder;

  @Test
  void losesNoMoneyAndMakesNoneThoughItIsKilled() throws Exception {
    String told = Bank.run(folder.resolve("home"), 200, 2, 1);

    assertTrue(told.matches("200 transfers, [1-9]\\d* of them by timers: .*"), told);
    assertTrue(told.contains("20 accounts have 40000"), told);
    assertTrue(told.endsWith("killed 2 times"), told);
  }

  @Test
  void findsMoneyThatIsNotThere() throws Exception {
    Path home = folder.resolve("home");
    List<Transfer> transfers = Transfer.random(SEED, 20);
    Books books = new Books(transfers);
    String told = Bank.run(home, 20, 0, SEED);
    assertTrue(told.startsWith("20 transfers, 2 of them by timers: 20 paid"), told);

    transfers.forEach(transfer -> books.note(transfer.number(), Decision.PAID));
    assertEquals(20, books.decided());
    assertTrue(told.startsWith(Audit.of(home, transfers, books)));

    Books wrong = new Books(transfers);
    transfers.forEach(transfer -> wrong.note(
        transfer.number(), transfer.number() == 7 ? Decision.REFUSED : Decision.PAID));
    assertThrows(IllegalStateException.class, () -> Audit.of(home, transfers, wrong));
  }

  @Test
  void noticesAnAnswerThatChanges() {
    Books books = new Books(Transfer.random(1, 2));
    books.note(1, Decision.PAID);
    books.note(1, Decision.PAID);
    assertEquals(0, books.decided());

    assertThrows(IllegalStateException.class, () -> books.note(1, Decision.REFUSED));
  }
}
