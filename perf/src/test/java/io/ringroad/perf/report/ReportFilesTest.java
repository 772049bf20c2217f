package io.ringroad.perf.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFilesTest {
  private static final Series SERIES = new Series("udp-latency", "engine", "blocking");

  @TempDir private Path folder;

  @Test
  void reportIsAnArrayOfRowsWithTheAgreedFields() throws Exception {
    Path file = folder.resolve("report.json");
    Row row = Row.of("l2", "throughput", "Mpps", 110, 100, "testpmd", Map.of("burst", 32));

    Report.write(file, List.of(row));

    JsonNode json = new ObjectMapper().readTree(file.toFile());
    assertTrue(json.isArray());
    assertEquals("l2", json.get(0).get("benchmark").asText());
    assertEquals("throughput", json.get(0).get("metric").asText());
    assertEquals("Mpps", json.get(0).get("unit").asText());
    assertEquals(110, json.get(0).get("ours").asDouble());
    assertEquals(100, json.get(0).get("peer").asDouble());
    assertEquals("testpmd", json.get(0).get("peerName").asText());
    assertEquals(1.1, json.get(0).get("ratio").asDouble(), 1e-9);
    assertEquals(32, json.get(0).get("settings").get("burst").asInt());
    assertEquals(8, json.get(0).size());
    assertEquals(List.of(row), Report.read(file));
  }

  @Test
  void goodputOfAlternatingRunsBecomesOneMoreRow() throws Exception {
    Path file = folder.resolve("report.json");
    Path ours = folder.resolve("engine.txt");
    Path peer = folder.resolve("kernel.txt");
    for (int i = 1; i <= 4; i++) {
      GoodputRuns.append(ours, 10 * i);
      GoodputRuns.append(peer, 20 * i);
    }
    Row row =
        GoodputRuns.read(ours).beside(GoodputRuns.read(peer), "kernel", Map.of("lossPercent", 1));

    Report.add(file, row);
    Report.add(file, row);

    assertEquals(25, row.ours());
    assertEquals(0.5, row.ratio());
    assertEquals(List.of(10.0, 20.0, 30.0, 40.0), row.settings().get("oursRuns"));
    assertEquals(List.of(row, row), Report.read(file));
  }

  @Test
  void histogramsSurviveTheLog() throws Exception {
    Path file = folder.resolve("latency.hlog");
    Histogram written = LatencyRunsTest.run(SERIES, 5_000, 70_000);

    HistogramLog.write(file, List.of(written, LatencyRunsTest.run(SERIES, 6_000, 80_000)));
    List<Histogram> read = HistogramLog.read(file);

    assertEquals(2, read.size());
    assertEquals(written, read.getFirst());
    assertEquals(SERIES.tag(), read.getFirst().getTag());
  }

  @Test
  void plotIsAPicture() throws Exception {
    LatencyRuns runs = new LatencyRuns();
    runs.add(LatencyRunsTest.run(SERIES, 5_000, 70_000));
    Path file = folder.resolve("udp-latency.png");

    LatencyPlot.write(file, runs, "udp-latency");

    BufferedImage picture = ImageIO.read(file.toFile());
    assertEquals(1100, picture.getWidth());
    assertEquals(650, picture.getHeight());
  }
}
