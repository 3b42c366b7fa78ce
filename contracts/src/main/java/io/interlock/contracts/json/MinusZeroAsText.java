package io.interlock.contracts.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A parser that gives every minus zero as text, because a tree keeps numbers without their sign;
 * whoever wants a number there then refuses it.
 */
final class MinusZeroAsText extends JsonParserDelegate {
  private static final Pattern MINUS_ZERO = Pattern.compile("-0+(\\.0+)?([eE].*)?");

  private @Nullable JsonToken replaced;

  MinusZeroAsText(JsonParser parser) {
    super(parser);
  }

  @Override
  public @Nullable JsonToken nextToken() throws IOException {
    JsonToken token = super.nextToken();
    boolean minusZero =
        token != null && token.isNumeric() && MINUS_ZERO.matcher(getText()).matches();
    replaced = minusZero ? JsonToken.VALUE_STRING : null;
    return minusZero ? replaced : token;
  }

  @Override
  public @Nullable JsonToken currentToken() {
    return replaced != null ? replaced : super.currentToken();
  }

  @Override
  public int currentTokenId() {
    return replaced != null ? replaced.id() : super.currentTokenId();
  }

  @Override
  public boolean hasToken(JsonToken token) {
    return currentToken() == token;
  }

  @Override
  public boolean hasTokenId(int id) {
    return currentTokenId() == id;
  }
}
