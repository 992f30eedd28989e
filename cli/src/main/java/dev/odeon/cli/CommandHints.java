package dev.odeon.cli;

import java.util.List;
import java.util.Optional;

/**
 * Which command or option does what an error advises. The rooms below speak to programs, too, and
 * know of no commands; what they say of the same thing they say in the same words.
 */
final class CommandHints {
  private static final String SALVAGE =
      "'odeon serve --degraded' opens the rest, 'odeon salvage DIR' writes what is whole into a new home";

  private static final List<Hint> HINTS =
      List.of(
          new Hint("there is no actor ", "'odeon actor list' shows those there are"),
          new Hint("there is no plug-in ", "'odeon list' shows those there are"),
          new Hint("there is no store ", "'odeon store new' makes one"),
          new Hint("there is no label ", "'odeon store labels' shows those there are"),
          new Hint(" does not point to ", "'odeon store labels LABEL' shows what it points to"),
          new Hint(" is not in the store", "'odeon store list' shows what is"),
          new Hint("upgrade it, or give another id", "'odeon actor upgrade' and --name do"),
          new Hint(
              "as it was, or upgrade it", "'odeon actor start ID' and 'odeon actor upgrade' do"),
          new Hint(" runs: stop it first", "'odeon actor stop' does"),
          new Hint("see which there are", "'odeon actor requests' shows them"),
          new Hint("load it instead", "'odeon load' does"),
          new Hint("the home is paused", "'odeon actor resume --all' does, or ID in its place"),
          new Hint("; resume it", "'odeon actor resume' does"),
          new Hint("start it again", "'odeon actor start' does"),
          new Hint("unload it instead", "'odeon unload' does"),
          new Hint("no server answers at ", "'odeon serve' does"),
          new Hint("): connect again", "'odeon serve' starts a server again"),
          new Hint("is in use by another process", "--home names another"),
          new Hint("name a home or a new folder", "--home does"),
          new Hint("name another home", "--home does"),
          new Hint("name a new home", "--home does"),
          new Hint("what is whole into a new home", SALVAGE),
          new Hint("under a new identity", "'odeon head --new-identity' does"),
          new Hint("replace the label", "'odeon store label --replace' does"),
          new Hint("verify the home", "'odeon verify' does"));

  private CommandHints() {}

  /** What helps where a text has that phrase. */
  private record Hint(String phrase, String command) {}

  /** The phrases, for a test that they are said somewhere. */
  static List<String> phrases() {
    return HINTS.stream().map(Hint::phrase).toList();
  }

  /**
   * The text with what helps, if it advises something that a command or an option does; a question
   * has its advice already.
   */
  static String with(String text) {
    if (text.endsWith("?")) {
      return text;
    }
    Optional<Hint> hint = HINTS.stream().filter(each -> text.contains(each.phrase())).findFirst();
    return hint.map(each -> text + "; " + each.command()).orElse(text);
  }
}
