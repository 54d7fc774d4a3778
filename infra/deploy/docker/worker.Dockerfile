# syntax=docker/dockerfile:1
# Built from the project's root: docker build -f infra/deploy/docker/worker.Dockerfile .
FROM maven:3.9-eclipse-temurin-21 AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/root/.m2 \
    mvn -q -B -pl worker -am package -Dmaven.test.skip=true -Dskip.checks=true

# Unpacked by what changes together. A start that fails for want of settings loads most classes;
# they are kept in an archive that every container shares.
FROM eclipse-temurin:21-jre AS unpacked
WORKDIR /app
COPY --from=build /src/worker/target/*-exec.jar app.jar
RUN java -Djarmode=tools -jar app.jar extract --layers --destination layers
RUN mkdir run && cp -r layers/*/. run/ && cd run \
 && (java -XX:+UseSerialGC -XX:ArchiveClassesAtExit=/app/classes.jsa -jar app.jar >/dev/null 2>&1 || true) \
 && test -s /app/classes.jsa

FROM eclipse-temurin:21-jre
RUN useradd --system --no-create-home --uid 10001 genii
WORKDIR /app
COPY --from=unpacked /app/layers/dependencies/ ./
COPY --from=unpacked /app/layers/snapshot-dependencies/ ./
COPY --from=unpacked /app/layers/application/ ./
COPY --from=unpacked /app/classes.jsa ./
USER 10001
# Read by machines there.
ENV GENII_LOG_FORMAT=logstash
ENV JAVA_TOOL_OPTIONS="-XX:+UseSerialGC -XX:MaxRAMPercentage=70 -XX:+ExitOnOutOfMemoryError -XX:SharedArchiveFile=/app/classes.jsa -Xlog:cds=off -Xlog:cds+dynamic=off"
ENTRYPOINT ["java", "-jar", "app.jar"]
