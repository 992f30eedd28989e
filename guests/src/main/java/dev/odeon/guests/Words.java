package dev.odeon.guests;

import java.util.ArrayList;
import java.util.List;

/**
 * What the guest {@code word-index} takes for a word, said in plain Java, so that its counts can be
 * checked by one that shares no code with it.
 *
 * <p>A word is a maximal run of letters, and of single apostrophes (U+0027 or U+2019, kept as
 * U+0027) that stand between two letters. A letter is an ASCII letter or digit ({@code A-Z} becomes
 * {@code a-z}), or any code point from U+00C0 on but for U+2000..U+206F, U+3000..U+303F and U+FEFF.
 * All else separates. No word reaches over a line's end, so a text has the words of its lines.
 */
public final class Words {
  private Words() {}

  /** The words of a text, in its order, as often as they occur. */
  public static List<String> in(String text) {
    List<String> words = new ArrayList<>();
    for (int at = 0; at < text.length(); ) {
      int end = wordEnd(text, at);
      if (end > at) {
        words.add(folded(text.substring(at, end)));
        at = end;
      } else {
        at += Character.charCount(text.codePointAt(at));
      }
    }
    return words;
  }

  private static int wordEnd(String text, int start) {
    int end = start;
    while (end < text.length()) {
      int letter = end > start && isApostrophe(text.charAt(end)) ? end + 1 : end;
      if (letter == text.length() || !isLetter(text.codePointAt(letter))) {
        break;
      }
      end = letter + Character.charCount(text.codePointAt(letter));
    }
    return end;
  }

  private static boolean isApostrophe(char c) {
    return c == '\'' || c == '\u2019';
  }

  private static boolean isLetter(int c) {
    if (c < 0x80) {
      return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }
    return c >= 0xc0 && !isPunctuation(c);
  }

  private static boolean isPunctuation(int c) {
    return (c >= 0x2000 && c <= 0x206f) || (c >= 0x3000 && c <= 0x303f) || c == 0xfeff;
  }

  private static String folded(String word) {
    StringBuilder folded = new StringBuilder(word.length());
    for (int i = 0; i < word.length(); i++) {
      folded.append(folded(word.charAt(i)));
    }
    return folded.toString();
  }

  private static char folded(char c) {
    if (c == '\u2019') {
      return '\'';
    }
    return c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c;
  }
}
