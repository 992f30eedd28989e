package dev.odeon.testkit;

/** What a double tells the scheduler of a simulation, if it lives in one. */
interface Gate {
  /**
   * A port is about to be called: another thread may run first. Throws {@link PowerCut} if the
   * power is off.
   */
  void step();

  /** The power went off. */
  void cut();

  /** No simulation: threads are scheduled by the machine. */
  Gate OPEN =
      new Gate() {
        @Override
        public void step() {}

        @Override
        public void cut() {}
      };
}
