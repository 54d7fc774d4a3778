package com.geniinow.runtime.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Files of 10 MB up and down again, one after the other, beside what the disk alone takes to write
 * and force as much: the store under test is the local one, on the same disk.
 */
final class FilesBenchmark {
  private static final double FLOOR_MS = 2000;
  private static final String BOUNDARY = "benchmark";
  private static final Pattern FILE_ID = Pattern.compile("\"file_id\":\"([^\"]+)\"");
  private static final Pattern URL = Pattern.compile("\"url\":\"([^\"]+)\"");

  private final Clock clock;
  private final int rounds;
  private final int warmUp;
  private final byte[] content;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  FilesBenchmark(Options options, Clock clock) {
    this.clock = clock;
    rounds = options.number("rounds", 50);
    warmUp = options.number("warm-up", 15);
    content = new byte[options.number("megabytes", 10) << 20];
    options.refuseOthers();
    for (var i = 0; i < content.length; i++) {
      content[i] = (byte) (i * 31 + (i >> 8));
    }
  }

  void run() {
    var report = new Report("files", clock);
    var up = new Latencies();
    var down = new Latencies();
    var disk = new Latencies();
    try (var servers = new Servers();
        var runtime = new RuntimeUnderTest(servers, List.of("-Xmx512m"))) {
      var agent = runtime.provision(1).getFirst();
      Report.progress("warming up");
      for (var i = 0; i < warmUp; i++) {
        round(runtime, agent, new Latencies(), new Latencies());
      }
      for (var i = 0; i < rounds; i++) {
        round(runtime, agent, up, down);
        disk(servers.folder(), disk);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    report.section("%d MB, %d times, one after the other".formatted(content.length >> 20, rounds));
    report.figure("upload p50 ms", up.percentile(50), "< 2000", v -> v < FLOOR_MS);
    report.figure("upload p99 ms", up.percentile(99), "< 2000", v -> v < FLOOR_MS);
    report.figure("download p50 ms", down.percentile(50), "< 2000", v -> v < FLOOR_MS);
    report.figure("download p99 ms", down.percentile(99), "< 2000", v -> v < FLOOR_MS);
    report.figure("disk alone, write and force, p50 ms", Report.format(disk.percentile(50)));
    report.figure(
        "upload p50 to disk alone", Report.format(up.percentile(50) / disk.percentile(50)));
    report.result("upload", up.asMap());
    report.result("download", down.asMap());
    report.result("disk", disk.asMap());
    report.finish();
  }

  private void round(RuntimeUnderTest runtime, UUID agent, Latencies up, Latencies down) {
    var files = "http://127.0.0.1:" + runtime.port() + "/api/agents/" + agent + "/files";
    var token = "Bearer " + runtime.agentToken(agent);
    long begin = System.nanoTime();
    var stored =
        send(
            HttpRequest.newBuilder(URI.create(files))
                .header("Authorization", token)
                .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(
                    BodyPublishers.concat(
                        BodyPublishers.ofString(
                            "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n"
                                .formatted(BOUNDARY)),
                        BodyPublishers.ofByteArray(content),
                        BodyPublishers.ofString("\r\n--" + BOUNDARY + "--\r\n"))),
            201);
    up.record(System.nanoTime() - begin);
    var file = files + "/" + found(FILE_ID, stored);
    begin = System.nanoTime();
    var url =
        found(
            URL,
            send(
                HttpRequest.newBuilder(URI.create(file + "/url")).header("Authorization", token),
                200));
    if (send(HttpRequest.newBuilder(URI.create(url)), 200).length != content.length) {
      throw new IllegalStateException("the download is not what was uploaded");
    }
    down.record(System.nanoTime() - begin);
    send(HttpRequest.newBuilder(URI.create(file)).header("Authorization", token).DELETE(), 204);
  }

  private void disk(Path folder, Latencies disk) throws IOException {
    var file = folder.resolve("disk-alone");
    long begin = System.nanoTime();
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(content));
      channel.force(true);
    }
    disk.record(System.nanoTime() - begin);
    Files.delete(file);
  }

  private byte[] send(HttpRequest.Builder request, int expected) {
    try {
      var response = http.send(request.build(), BodyHandlers.ofByteArray());
      if (response.statusCode() != expected) {
        throw new IllegalStateException(
            response.statusCode() + " " + new String(response.body(), StandardCharsets.UTF_8));
      }
      return response.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String found(Pattern pattern, byte[] body) {
    var matcher = pattern.matcher(new String(body, StandardCharsets.UTF_8));
    if (!matcher.find()) {
      throw new IllegalStateException("no " + pattern + " in the answer");
    }
    return matcher.group(1);
  }
}
