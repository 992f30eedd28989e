package dev.odeon.testkit;

/** The connection of a test double to the scheduler of a simulation, if there is one. */
interface Gate {
  /**
   * Begins a port call: another thread may run first.
   *
   * @throws PowerCut if the power is off
   */
  void step();

  /** Reports that the power has failed. */
  void cut();

  /** The gate outside a simulation, where the operating system schedules threads. */
  Gate OPEN =
      new Gate() {
        @Override
        public void step() {}

        @Override
        public void cut() {}
      };
}
