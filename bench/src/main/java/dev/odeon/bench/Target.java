package dev.odeon.bench;

import java.util.Locale;

/** What a figure should come to. */
sealed interface Target {
  /** The figure is at least this part of its floor. */
  record RatioAtLeast(double least) implements Target {
    @Override
    public boolean met(Figure figure) {
      Double ratio = figure.ratio();
      return ratio != null && ratio >= least;
    }

    @Override
    public String text() {
      return String.format(Locale.ROOT, "ratio >= %.2f", least);
    }
  }

  /** The figure is at most so many times its floor. */
  record RatioAtMost(double most) implements Target {
    @Override
    public boolean met(Figure figure) {
      Double ratio = figure.ratio();
      return ratio != null && ratio <= most;
    }

    @Override
    public String text() {
      return String.format(Locale.ROOT, "ratio <= %.2f", most);
    }
  }

  /** The figure is at least this. */
  record AtLeast(double least) implements Target {
    @Override
    public boolean met(Figure figure) {
      return figure.value() >= least;
    }

    @Override
    public String text() {
      return ">= " + Figure.number(least);
    }
  }

  /** The figure is at most this. */
  record AtMost(double most) implements Target {
    @Override
    public boolean met(Figure figure) {
      return figure.value() <= most;
    }

    @Override
    public String text() {
      return "<= " + Figure.number(most);
    }
  }

  /** Both of them. */
  record Both(Target first, Target second) implements Target {
    @Override
    public boolean met(Figure figure) {
      return first.met(figure) && second.met(figure);
    }

    @Override
    public String text() {
      return first.text() + ", " + second.text();
    }
  }

  /** Whether {@code figure} comes to it. */
  boolean met(Figure figure);

  /** The aim as a table shows it. */
  String text();
}
