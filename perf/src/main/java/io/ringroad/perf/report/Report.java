package io.ringroad.perf.report;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads and writes {@code report.json}: an array of {@link Row rows}. */
public final class Report {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private Report() {}

  /** Writes the rows, replacing the file. */
  public static void write(Path file, List<Row> rows) throws IOException {
    Files.writeString(file, JSON.writeValueAsString(rows) + "\n");
  }

  /** Adds a row to a file, which is made if it is not there. */
  public static void add(Path file, Row row) throws IOException {
    List<Row> rows = new ArrayList<>();
    if (Files.exists(file)) {
      rows.addAll(read(file));
    }
    rows.add(row);
    write(file, rows);
  }

  /** The rows of a file that {@link #write} wrote. */
  public static List<Row> read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), new TypeReference<List<Row>>() {});
  }
}
