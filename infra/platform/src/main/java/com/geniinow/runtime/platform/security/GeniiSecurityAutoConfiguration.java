package com.geniinow.runtime.platform.security;

import io.github.bucket4j.TimeMeter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.HttpFirewall;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Closes a servlet application to all but good tokens, and its handlers to all but their roles. */
@AutoConfiguration(
    before = {ServletWebSecurityAutoConfiguration.class, UserDetailsServiceAutoConfiguration.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({HttpSecurity.class, BearerTokenAuthenticationFilter.class})
@EnableWebSecurity
@EnableConfigurationProperties({JwtSettings.class, RateLimitSettings.class})
public class GeniiSecurityAutoConfiguration {
  /** What is open to everybody; the network guards the metrics. */
  private static final String[] OPEN = {
    "/v3/api-docs",
    "/v3/api-docs.yaml",
    "/v3/api-docs/**",
    "/swagger-ui.html",
    "/swagger-ui/**",
    "/console",
    "/console/**",
    "/actuator/health",
    "/actuator/health/**",
    "/actuator/prometheus"
  };

  @Bean
  JwtDecoder jwtDecoder(JwtSettings settings, Clock clock) {
    return TokenDecoders.of(settings, clock);
  }

  /** What the page that tries the interface needs, and nothing from anywhere else. */
  private static final String CONTENT_POLICY =
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
          + " object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /** What secrets are made of. */
  @Bean
  @ConditionalOnMissingBean
  SecureRandom secureRandom() {
    return new SecureRandom();
  }

  /**
   * A request is timed and traced as a whole; an observation of each of its filters, which Spring
   * Security makes by default, is shown nowhere.
   */
  @Bean
  SecurityObservationSettings securityObservations() {
    return SecurityObservationSettings.noObservations();
  }

  @Bean
  SecurityFilterChain geniiSecurity(
      HttpSecurity http,
      RateLimitSettings limits,
      JwtDecoder jwtDecoder,
      ObjectProvider<Credentials> credentials,
      Clock clock) {
    var tokens = new JwtAuthenticationProvider(jwtDecoder);
    tokens.setJwtAuthenticationConverter(new CallerConverter());
    var unknown = new UnknownKeys(limits.unknownKeys(), TimeMeter.SYSTEM_NANOTIME);
    var bearers = new BearerManager(tokens::authenticate, credentials, unknown, clock);
    var problems = new SecurityProblems();
    if (limits.perSecond() > 0) {
      http.addFilterAfter(
          new RateLimitFilter(limits, TimeMeter.SYSTEM_NANOTIME),
          BearerTokenAuthenticationFilter.class);
    }
    return http.authorizeHttpRequests(
            requests ->
                requests
                    .dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                    .permitAll()
                    .requestMatchers(OPEN)
                    .permitAll()
                    .requestMatchers("/actuator/**")
                    .hasRole(Role.ADMIN.name())
                    .anyRequest()
                    .authenticated())
        .oauth2ResourceServer(
            server ->
                server
                    .bearerTokenResolver(new OneBearer())
                    .authenticationManagerResolver(
                        request ->
                            sent ->
                                bearers.authenticate(
                                    sent, request.getRemoteAddr(), writes(request)))
                    .authenticationEntryPoint(problems)
                    .withObjectPostProcessor(answerFailuresWith(problems)))
        .exceptionHandling(
            failures -> failures.authenticationEntryPoint(problems).accessDeniedHandler(problems))
        .headers(
            headers ->
                headers
                    .contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_POLICY))
                    .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER)))
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .csrf(AbstractHttpConfigurer::disable)
        .cors(AbstractHttpConfigurer::disable)
        .formLogin(AbstractHttpConfigurer::disable)
        .httpBasic(AbstractHttpConfigurer::disable)
        .logout(AbstractHttpConfigurer::disable)
        .requestCache(AbstractHttpConfigurer::disable)
        .anonymous(anonymous -> {})
        .build();
  }

  private static boolean writes(HttpServletRequest request) {
    return !request.getMethod().equals("GET") && !request.getMethod().equals("HEAD");
  }

  @Bean
  CallerCheck callerCheck(ObjectProvider<Credentials> credentials, Clock clock) {
    return new CallerCheck(credentials, clock);
  }

  @Bean
  HttpFirewall keysFirewall() {
    return new KeysFirewall();
  }

  @Bean
  WebMvcConfigurer callerConfigurer(ObjectProvider<Ownership> ownership) {
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new AllowInterceptor(ownership)).order(Ordered.HIGHEST_PRECEDENCE);
      }

      @Override
      public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new CallerArgumentResolver());
      }
    };
  }

  /** The filter's own handler would let an issuer's outage through as a 500. */
  private static ObjectPostProcessor<BearerTokenAuthenticationFilter> answerFailuresWith(
      SecurityProblems problems) {
    return new ObjectPostProcessor<>() {
      @Override
      public <F extends BearerTokenAuthenticationFilter> F postProcess(F filter) {
        filter.setAuthenticationFailureHandler(problems);
        return filter;
      }
    };
  }
}
