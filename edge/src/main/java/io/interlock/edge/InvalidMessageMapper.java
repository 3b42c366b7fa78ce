package io.interlock.edge;

import io.interlock.contracts.json.InvalidMessage;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers 400 with a {@link Refusal} to a body that breaks a rule. */
public class InvalidMessageMapper {
  @ServerExceptionMapper
  public RestResponse<Refusal> refuse(InvalidMessage invalid) {
    return RestResponse.ResponseBuilder.create(RestResponse.Status.BAD_REQUEST, Refusal.of(invalid))
        .type(MediaType.APPLICATION_JSON_TYPE)
        .build();
  }
}
