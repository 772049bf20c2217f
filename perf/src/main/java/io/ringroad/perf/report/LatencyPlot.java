package io.ringroad.perf.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Latency by percentile. The x axis counts nines: at 10 one in ten is slower, at 1000 one in a
 * thousand, so that the tail is not squeezed into the last pixel.
 */
public final class LatencyPlot {
  private static final double STEP = 1.15;
  private static final double NANOSECONDS_IN_MICROSECOND = 1000.0;

  private LatencyPlot() {}

  /** Draws every series of one benchmark into a PNG file. */
  public static void write(Path file, LatencyRuns runs, String benchmark) throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(1100)
            .height(650)
            .title(benchmark + ": round trip by percentile")
            .xAxisTitle("percentile")
            .yAxisTitle("microseconds")
            .build();
    chart.getStyler().setXAxisLogarithmic(true).setYAxisLogarithmic(true);
    chart.getStyler().setLegendPosition(LegendPosition.InsideNW);
    chart.getStyler().setxAxisTickLabelsFormattingFunction(LatencyPlot::percentileLabel);
    chart
        .getStyler()
        .setyAxisTickLabelsFormattingFunction(us -> String.format(Locale.ROOT, "%,.0f", us));
    for (Series series : runs.series()) {
      if (series.benchmark().equals(benchmark)) {
        addCurve(chart, series, runs.merged(series));
      }
    }
    BitmapEncoder.saveBitmap(chart, file.toString(), BitmapFormat.PNG);
  }

  private static void addCurve(XYChart chart, Series series, Histogram histogram) {
    List<Double> oneIn = new ArrayList<>();
    List<Double> latencyUs = new ArrayList<>();
    for (double n = 1; n <= histogram.getTotalCount(); n *= STEP) {
      double percentile = 100 - 100 / n;
      oneIn.add(n);
      latencyUs.add(histogram.getValueAtPercentile(percentile) / NANOSECONDS_IN_MICROSECOND);
    }
    String name = series.server() + ", " + series.client() + " client";
    chart.addSeries(name, oneIn, latencyUs).setMarker(SeriesMarkers.NONE);
  }

  /** 1000 becomes "99.9%". */
  private static String percentileLabel(double oneIn) {
    double percentile = 100 - 100 / oneIn;
    int decimals = Math.max(0, (int) Math.round(Math.log10(oneIn)) - 2);
    return String.format(Locale.ROOT, "%." + decimals + "f%%", percentile);
  }
}
