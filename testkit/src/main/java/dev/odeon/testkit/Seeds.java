package dev.odeon.testkit;

import dev.odeon.base.Clock;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * Runs a test once per seed. The system property {@value #SEED} selects exactly one seed, to replay
 * it. Without it the seeds are derived from {@value #ROOT} (default 1), so that a run is
 * repeatable. A test tagged long derives them from a new root each time, unless {@value #ROOT} is
 * set.
 */
public final class Seeds {
  /** The system property with the one seed to run. */
  public static final String SEED = "odeon.seed";

  /** The system property with the number that seeds are derived from. */
  public static final String ROOT = "odeon.seed.root";

  private Seeds() {}

  /** A test with a seed. */
  @FunctionalInterface
  public interface SeededTest {
    /**
     * Runs the test.
     *
     * @throws Exception if it fails
     */
    void run(long seed) throws Exception;
  }

  /**
   * Runs {@code test} with {@code count} seeds, or with the one in {@value #SEED}.
   *
   * @throws AssertionError at the first failure; the message has the seed and how to run it again
   */
  public static void each(int count, SeededTest test) {
    Long only = Long.getLong(SEED);
    if (only != null) {
      run(only, test);
      return;
    }
    SplittableRandom seeds = new SplittableRandom(Long.getLong(ROOT, 1));
    for (int i = 0; i < count; i++) {
      run(seeds.nextLong(), test);
    }
  }

  /**
   * Runs {@code test}, which is tagged long, with one seed after the other for its share of the
   * budget ({@link TimeBudget#share}), or with the one seed in {@value #SEED}, and prints the
   * number of seeds.
   *
   * @throws AssertionError as {@link #each}
   */
  public static void whileTimeLasts(SeededTest test) {
    Long only = Long.getLong(SEED);
    if (only != null) {
      run(only, test);
      return;
    }
    Clock clock = Clock.system();
    Duration time = TimeBudget.share();
    long root = Long.getLong(ROOT, clock.nanos());
    SplittableRandom seeds = new SplittableRandom(root);
    long begun = clock.nanos();
    long count = 0;
    do {
      run(seeds.nextLong(), test);
      count++;
    } while (clock.nanos() - begun < time.toNanos());
    TimeBudget.report(
        caller(), "%,d seeds in %d s, from -D%s=%d".formatted(count, time.toSeconds(), ROOT, root));
  }

  private static void run(long seed, SeededTest test) {
    try {
      test.run(seed);
    } catch (Exception | AssertionError | PowerCut e) {
      throw new AssertionError(
          "seed %d: %s%nrun it again with -DexcludedGroups= -D%s=%d -Dtest=%s"
              .formatted(seed, e, SEED, seed, caller()),
          e);
    }
  }

  private static String caller() {
    return StackWalker.getInstance()
        .walk(frames ->
            frames
                .filter(frame -> !frame.getClassName().equals(Seeds.class.getName()))
                .findFirst()
                .map(frame -> simpleName(frame.getClassName()) + "#" + frame.getMethodName())
                .orElse("?"));
  }

  private static String simpleName(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }
}
