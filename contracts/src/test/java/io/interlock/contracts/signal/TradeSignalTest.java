package io.interlock.contracts.signal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.interlock.contracts.json.InvalidMessage;
import io.interlock.contracts.json.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which fields a command must have and must not have. */
class TradeSignalTest {
  private static final String ID = "DITVUI6QWMAV7INMEX3P7GEBYZ";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "symbol:X,side:BUY,volume:1",
        "symbol:X,side:BUY,units:1000",
        "symbol:X,side:BUY,volume:1,type:LIMIT,price:1",
        "symbol:X,side:BUY,volume:1,type:STOP,stop_price:1",
        "symbol:X,side:BUY,volume:1,type:STOP_LIMIT,stop_price:1,price:1",
        "symbol:X,side:BUY,volume:1,type:LIMIT,price:1,time_in_force:GTD,expires_at:2000000000",
        "command:CLOSE,ticket:7",
        "command:CLOSE,ticket:7,volume:1",
        "command:CLOSE,target:" + ID,
        "command:CLOSE,target_signal_id:x",
        "command:CLOSE,all_of_strategy:true",
        "command:MODIFY,target:" + ID + ",revision:1,price:1",
        "command:MODIFY,ticket:7,revision:1,stop_loss:0",
        "command:CANCEL,target:" + ID,
        "command:CANCEL,target_signal_id:x"
      })
  void shouldTakeWhatACommandNeeds(String fields) throws InvalidMessage {
    assertThat(read(fields).strategy()).isEqualTo("s");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "side:BUY,volume:1                                       | symbol",
        "symbol:X,volume:1                                       | side",
        "symbol:X,side:BUY                                       | volume",
        "symbol:X,side:BUY,volume:1,units:1                      | volume",
        "symbol:X,side:BUY,volume:0                              | volume",
        "symbol:X,side:BUY,volume:1,type:LIMIT                   | price",
        "symbol:X,side:BUY,volume:1,type:STOP                    | stop_price",
        "symbol:X,side:BUY,volume:1,type:STOP_LIMIT,stop_price:1 | price",
        "symbol:X,side:BUY,volume:1,stop_price:1                 | stop_price",
        "symbol:X,side:BUY,volume:1,time_in_force:GTD            | expires_at",
        "symbol:X,side:BUY,volume:1,expires_at:2000000000        | expires_at",
        "symbol:X,side:BUY,volume:1,ticket:7                     | ticket",
        "symbol:X,side:BUY,volume:1,target_signal_id:x           | target_signal_id",
        "symbol:X,side:BUY,volume:1,all_of_strategy:true         | all_of_strategy",
        "symbol:X,side:BUY,volume:1,revision:1                   | revision",
        "symbol:X,side:BUY,volume:1,ttl_millis:0                 | ttl_millis",
        "symbol:X,side:BUY,volume:1,confidence:1.01              | confidence",
        "symbol:X,side:BUY,volume:1,max_slippage_pips:-1         | max_slippage_pips",
        "command:CLOSE                                           | ticket",
        "command:CLOSE,ticket:7,target_signal_id:x               | ticket",
        "command:CLOSE,ticket:7,all_of_strategy:true             | ticket",
        "command:CLOSE,ticket:7,units:1000                       | units",
        "command:CLOSE,ticket:7,stop_loss:1                      | stop_loss",
        "command:CLOSE,all_of_strategy:true,volume:1             | volume",
        "command:MODIFY,ticket:7,revision:1                      | price",
        "command:MODIFY,ticket:7,revision:1,price:1              | price",
        "command:MODIFY,ticket:7,stop_loss:1                     | revision",
        "command:MODIFY,ticket:7,revision:1,stop_loss:1,volume:1 | volume",
        "command:MODIFY,revision:1,price:1                       | target",
        "command:CANCEL                                          | target",
        "command:CANCEL,ticket:7                                 | ticket",
        "command:CANCEL,target_signal_id:x,volume:1              | volume",
        "command:WAIT                                            | command"
      })
  void shouldNameWhatIsMissingOrTooMuch(String fields, String field) {
    assertThatThrownBy(() -> read(fields.strip()))
        .isInstanceOfSatisfying(InvalidMessage.class, e -> assertThat(e.field()).isEqualTo(field));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"accounts\":[\"a\",\"a\"]                  | accounts",
        "\"accounts\":[\"a\"],\"account\":\"a\"      | accounts",
        "\"accounts\":[\"\"]                         | accounts",
        "\"account\":\" a\"                          | account",
        "\"signal_id\":\"\"                          | signal_id"
      })
  void shouldRefuseNamesThatAreNone(String extra, String field) {
    String text =
        "{\"strategy\":\"s\",\"symbol\":\"X\",\"side\":\"BUY\",\"volume\":1," + extra + "}";
    assertThatThrownBy(() -> Json.read(text.getBytes(UTF_8), TradeSignal.class))
        .isInstanceOfSatisfying(InvalidMessage.class, e -> assertThat(e.field()).isEqualTo(field));
  }

  private static TradeSignal read(String fields) throws InvalidMessage {
    StringBuilder text = new StringBuilder("{\"strategy\":\"s\"");
    for (String field : fields.split(",")) {
      String[] parts = field.split(":");
      boolean number = parts[1].matches("[-0-9.]+|true") && !parts[0].equals("ticket");
      text.append(",\"").append(parts[0]).append("\":");
      text.append(number ? parts[1] : "\"" + parts[1] + "\"");
    }
    return Json.read((text + "}").getBytes(UTF_8), TradeSignal.class);
  }
}
