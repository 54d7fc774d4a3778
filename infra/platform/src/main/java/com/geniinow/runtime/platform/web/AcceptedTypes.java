package com.geniinow.runtime.platform.web;

import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.accept.ContentNegotiationStrategy;
import org.springframework.web.accept.HeaderContentNegotiationStrategy;
import org.springframework.web.context.request.NativeWebRequest;

/**
 * Reads {@code Accept}. Spring would label an answer with any type of JSON that is asked for; ours
 * is plain JSON, and a problem only where something went wrong, so who asks for {@code
 * application/problem+json} gets what is there under its own name.
 */
final class AcceptedTypes implements ContentNegotiationStrategy {
  /** Actuator has types of its own. */
  private static final String ACTUATOR = "vnd.spring-boot.actuator.";

  private final HeaderContentNegotiationStrategy header = new HeaderContentNegotiationStrategy();

  @Override
  public List<MediaType> resolveMediaTypes(NativeWebRequest request)
      throws HttpMediaTypeNotAcceptableException {
    return header.resolveMediaTypes(request).stream().map(AcceptedTypes::plain).distinct().toList();
  }

  private static MediaType plain(MediaType type) {
    var subtype = type.getSubtype();
    return subtype.endsWith("+json") && !subtype.startsWith(ACTUATOR)
        ? MediaType.APPLICATION_JSON.copyQualityValue(type)
        : type;
  }
}
