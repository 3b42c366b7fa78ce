package io.interlock.gateway.wire;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gives the errors of older dialects, often mere text, the codes of {@code interlock-1}.
 *
 * <p>A return code decides where there is one, in its field or in the text. Text that speaks of
 * time, connection or ignorance proves nothing. Other text is the refusal it says it is.
 */
final class SpokenError {
  private static final Pattern RETCODE = Pattern.compile("(?<![0-9])100[0-4][0-9](?![0-9])");
  private static final Pattern NOTHING_PROVEN =
      Pattern.compile(
          "time[ _-]?d?[ _-]?out|unknown|no (reply|response|answer)|no_reply|connection|internal|lost",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern NOT_UNDERSTOOD =
      Pattern.compile("unknown[ _](action|type|command|symbol)", Pattern.CASE_INSENSITIVE);

  private SpokenError() {}

  /**
   * @param code the host's own number, if it gave one
   */
  static HostReply.HostError of(@Nullable Integer code, @Nullable String text) {
    String message = text == null || text.isEmpty() ? "no reason given" : text;
    Integer retcode = code != null ? code : retcodeIn(message);
    if (retcode != null && (retcode == 0 || Retcode.of(retcode) != null)) {
      return switch (Retcode.meaning(retcode)) {
        case REFUSED, FILLING_MODE -> new HostReply.HostError("REJECTED", message, retcode);
        case FRESH_PRICE, BACK_OFF -> new HostReply.HostError("RETRY", message, retcode);
        case DONE, UNKNOWN -> new HostReply.HostError("UNKNOWN", message, retcode);
      };
    }
    boolean nothingProven =
        NOTHING_PROVEN.matcher(message).find() && !NOT_UNDERSTOOD.matcher(message).find();
    return new HostReply.HostError(nothingProven ? "UNKNOWN" : "REJECTED", message, null);
  }

  private static @Nullable Integer retcodeIn(String text) {
    Matcher matcher = RETCODE.matcher(text);
    return matcher.find() ? Integer.valueOf(matcher.group()) : null;
  }
}
