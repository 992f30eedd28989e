package dev.odeon.cli;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Installs the command before the first test that starts it, so that no test class takes the time.
 */
public final class InstallOnce implements LauncherSessionListener {
  @Override
  public void launcherSessionOpened(LauncherSession session) {
    if (Boolean.getBoolean("odeon.test.install")) {
      InstalledCommand.line();
    }
  }
}
