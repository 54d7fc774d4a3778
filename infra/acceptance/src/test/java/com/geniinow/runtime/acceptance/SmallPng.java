package com.geniinow.runtime.acceptance;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;

/**
 * A picture of a page in its 256 most frequent colours: a third of the bytes, and no eye can tell.
 */
final class SmallPng {
  private static final int COLOURS = 256;

  private SmallPng() {}

  static void write(byte[] png, Path file) throws IOException {
    var image = ImageIO.read(new ByteArrayInputStream(png));
    var palette = palette(image);
    var model =
        new IndexColorModel(
            8, palette.length, palette, 0, false, -1, java.awt.image.DataBuffer.TYPE_BYTE);
    var small =
        new BufferedImage(
            image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, model);
    Map<Integer, Integer> nearest = new HashMap<>();
    for (var y = 0; y < image.getHeight(); y++) {
      for (var x = 0; x < image.getWidth(); x++) {
        int rgb = image.getRGB(x, y) & 0xffffff;
        small
            .getRaster()
            .setSample(x, y, 0, nearest.computeIfAbsent(rgb, c -> nearest(palette, c)));
      }
    }
    Files.createDirectories(file.getParent());
    var writer = ImageIO.getImageWritersByFormatName("png").next();
    var smallest = writer.getDefaultWriteParam();
    smallest.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    smallest.setCompressionQuality(0);
    Files.deleteIfExists(file);
    try (var output = ImageIO.createImageOutputStream(file.toFile())) {
      writer.setOutput(output);
      writer.write(null, new IIOImage(small, null, null), smallest);
    } finally {
      writer.dispose();
    }
  }

  private static int[] palette(BufferedImage image) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (var y = 0; y < image.getHeight(); y++) {
      for (var x = 0; x < image.getWidth(); x++) {
        counts.merge(image.getRGB(x, y) & 0xffffff, 1, Integer::sum);
      }
    }
    return counts.entrySet().stream()
        .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed())
        .limit(COLOURS)
        .mapToInt(Map.Entry::getKey)
        .toArray();
  }

  private static int nearest(int[] palette, int rgb) {
    var best = 0;
    var least = Integer.MAX_VALUE;
    for (var n = 0; n < palette.length; n++) {
      int red = (palette[n] >> 16) - (rgb >> 16);
      int green = (palette[n] >> 8 & 255) - (rgb >> 8 & 255);
      int blue = (palette[n] & 255) - (rgb & 255);
      int distance = red * red + green * green + blue * blue;
      if (distance < least) {
        least = distance;
        best = n;
      }
    }
    return best;
  }
}
