package com.geniinow.runtime.command.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.geniinow.runtime.command.Api;
import com.geniinow.runtime.command.RuntimeTest;
import com.geniinow.runtime.command.Superuser;
import com.geniinow.runtime.embeddings.LocalEmbedder;
import com.pgvector.PGhalfvec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Real sentences by a real model, those of the project's own documents, in the index: what is found
 * through it beside what is nearest of all. There are 1,050 of them, each of which takes a busy
 * machine 50 ms, or as many as {@code -Dgenii.recall.sentences} says and the documents have.
 */
@RuntimeTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecallTest {
  private static final int MOST = Integer.getInteger("genii.recall.sentences", 1_050);
  private static final int QUESTIONS = 100;
  private static final int TOP = 5;
  private static final List<String> ODD =
      List.of(
          "zqxj vvkp wmrt bnhd",
          "42 1729 6174 8128 33550336",
          "¿Dónde está la biblioteca municipal de Cuenca?",
          "Lorem ipsum dolor sit amet consectetur",
          "一二三四五六七八九十",
          "!!!! ???? .... ,,,,");

  private final LocalEmbedder model = new LocalEmbedder();
  private final List<String> texts = new ArrayList<>();

  @LocalServerPort int port;
  private MemoryAgent agent;

  @BeforeAll
  void theSentencesOfTheDocuments() {
    agent = MemoryAgent.provision(new Api(port));
    agent.embedded("the first of many");
    texts.addAll(sentences());
    texts.addAll(ODD);
    for (var from = 0; from < texts.size(); from += 64) {
      store(texts.subList(from, Math.min(texts.size(), from + 64)));
    }
    // As if more were there than are ever looked at one by one.
    Superuser.jdbc()
        .update(
            "UPDATE agent_memory_models SET search = 'indexed', stored = 100000 WHERE agent_id = ?",
            agent.id());
  }

  @AfterAll
  void forget() {
    agent.forget();
  }

  @Test
  void through_the_index_99_of_100_of_the_nearest_are_found() {
    assertThat(texts).hasSizeGreaterThan(1_000);
    var hits = 0;
    var through = 0;
    var random = new Random(5);
    for (var n = 0; n < QUESTIONS; n++) {
      var question = shortened(texts.get(random.nextInt(texts.size())));
      var found = search(question, Map.of());
      through += found.body().path("exact").asBoolean() ? 0 : 1;
      hits += hits(found, question);
    }
    assertThat(through).as("searches through the index").isGreaterThan(QUESTIONS / 2);
    assertThat((double) hits / (TOP * QUESTIONS)).isGreaterThanOrEqualTo(0.99);
  }

  @Test
  void every_memory_is_found_by_its_own_text() {
    var asked = new ArrayList<>(ODD);
    for (var n = 0; n < texts.size(); n += 20) {
      asked.add(texts.get(n));
    }
    for (var text : asked) {
      assertThat(MemoryAgent.texts(search(text, Map.of()))).contains(text);
    }
  }

  @Test
  void what_is_exact_finds_all_of_the_nearest() {
    var random = new Random(6);
    for (var n = 0; n < 20; n++) {
      var question = shortened(texts.get(random.nextInt(texts.size())));
      var found = search(question, Map.of("filter", Map.of()));
      assertThat(found.body().path("exact").asBoolean()).isTrue();
      assertThat(hits(found, question)).as(question).isEqualTo(TOP);
    }
  }

  private Api.Answer search(String question, Map<String, ?> more) {
    var search = new HashMap<String, Object>(more);
    search.putAll(Map.of("query", question, "top_k", TOP, "min_similarity", -1));
    return agent.search(search);
  }

  /** How many of the results are as near as the nearest of all; of equals each counts. */
  private int hits(Api.Answer found, String question) {
    var vector = model.embed(List.of(question)).vectors().getFirst();
    var nearest =
        Superuser.jdbc()
            .queryForList(
                """
                SELECT 1 - ((embedding <=> ?) + 0) FROM agent_memory_vectors
                WHERE agent_id = ? ORDER BY (embedding <=> ?) + 0 LIMIT ?""",
                Double.class,
                new PGhalfvec(vector),
                agent.id(),
                new PGhalfvec(vector),
                TOP);
    double least = nearest.getLast() - 1e-6;
    return (int)
        found
            .body()
            .path("results")
            .valueStream()
            .filter(result -> result.path("similarity").asDouble() >= least)
            .count();
  }

  private void store(List<String> some) {
    var vectors = model.embed(some).vectors();
    List<Object[]> rows = new ArrayList<>();
    for (var n = 0; n < some.size(); n++) {
      rows.add(
          new Object[] {
            agent.id(), agent.entity(), new PGhalfvec(vectors.get(n)), some.get(n), some.get(n)
          });
    }
    Superuser.jdbc()
        .batchUpdate(
            """
            INSERT INTO agent_memory_vectors (memory_id, model, agent_id, entity_id, indexed,
              created_at, embedding, metadata, text, text_sha256)
            VALUES (gen_random_uuid(), 'all-minilm-l6-v2-q', ?, ?, true, now(), ?, '{}', ?,
              sha256(convert_to(?, 'UTF8')))""",
            rows);
  }

  /** Without its first word: near, and not the very text. */
  private static String shortened(String text) {
    var space = text.indexOf(' ');
    return space < 0 || space > text.length() - 10 ? text + " indeed" : text.substring(space + 1);
  }

  private static List<String> sentences() {
    var found = new LinkedHashSet<String>();
    try (Stream<Path> files = Files.walk(Path.of("../docs"))) {
      for (var file : files.filter(path -> path.toString().endsWith(".md")).sorted().toList()) {
        for (var sentence : Files.readString(file).split("(?<=[.:;])\\s+|\\n\\n|\\|")) {
          var text = sentence.replaceAll("[\\s`*#]+", " ").strip();
          if (text.length() >= 40 && text.length() <= 300) {
            found.add(text);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var all = new ArrayList<>(found);
    Collections.shuffle(all, new Random(4));
    return all.subList(0, Math.min(MOST, all.size()));
  }
}
