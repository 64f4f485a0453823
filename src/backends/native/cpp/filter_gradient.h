// The gradient by the filter of a convolution, as a product of matrices: patches of the image, one row for each pixel
// of the output, with the gradients by those pixels.
#pragma once
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#include "product.h"
#include "threads.h"

namespace polyhead {

struct Convolution {
  int64_t images, height, width, channels;
  int64_t out_height, out_width, out_channels;
  int64_t filter_height, filter_width;
  int64_t stride_height, stride_width;
  // Zeros above and to the left.
  int64_t top, left;

  int64_t patch() const { return filter_height * filter_width * channels; }
  int64_t pixels() const { return out_height * out_width; }
};

// The patches of some rows of one image's output.
inline void WritePatches(const Convolution& c, const float* image, int64_t first_row, int64_t rows, float* out) {
  const int64_t line = c.filter_width * c.channels;
  for (int64_t y = first_row; y < first_row + rows; y++) {
    for (int64_t x = 0; x < c.out_width; x++) {
      const int64_t left = x * c.stride_width - c.left;
      const int64_t from = std::clamp<int64_t>(-left, 0, c.filter_width);
      const int64_t to = std::clamp<int64_t>(c.width - left, from, c.filter_width);
      for (int64_t i = 0; i < c.filter_height; i++, out += line) {
        const int64_t in = y * c.stride_height - c.top + i;
        if (in < 0 || in >= c.height) {
          std::memset(out, 0, line * sizeof(float));
          continue;
        }
        const float* pixel = image + (in * c.width + left + from) * c.channels;
        std::memset(out, 0, from * c.channels * sizeof(float));
        std::memcpy(out + from * c.channels, pixel, (to - from) * c.channels * sizeof(float));
        std::memset(out + to * c.channels, 0, (line - to * c.channels) * sizeof(float));
      }
    }
  }
}

// Patches that are written before they are multiplied: a part of the second cache.
constexpr int64_t kPatchFloats = 60000;
// Of the sums that several threads make side by side.
constexpr int64_t kSumFloats = 1 << 19;

// Adds up what some images give: [patch, out_channels].
inline void AddImages(const Convolution& c, const float* x, const float* dy, int64_t first, int64_t last, Made& sum) {
  const int64_t lines = std::clamp<int64_t>(kPatchFloats / (c.patch() * c.out_width), 1, c.out_height);
  const int64_t together = lines < c.out_height ? 1 : std::max<int64_t>(1, kPatchFloats / (c.patch() * c.pixels()));
  thread_local std::vector<float> patches;
  patches.resize(together * lines * c.out_width * c.patch());
  for (int64_t image = first; image < last; image += together) {
    const int64_t images = std::min(together, last - image);
    for (int64_t line = 0; line < c.out_height; line += lines) {
      const int64_t rows = std::min(lines, c.out_height - line);
      const int64_t pixels = rows * c.out_width;
      for (int64_t i = 0; i < images; i++) {
        WritePatches(c, x + (image + i) * c.height * c.width * c.channels, line, rows,
                     patches.data() + i * pixels * c.patch());
      }
      const Given own(patches.data(), images * pixels, c.patch());
      const Given slopes(dy + (image * c.pixels() + line * c.out_width) * c.out_channels, images * pixels,
                         c.out_channels);
      MultiplyPart(sum, own.transpose(), slopes, true);
    }
  }
}

// Images with channels last; `out` is [filter_height, filter_width, channels, out_channels]. How it is divided depends
// on sizes alone.
inline void FilterGradient(Threads& threads, const Convolution& c, const float* x, const float* dy, float* out) {
  const int64_t size = c.patch() * c.out_channels;
  Made gradient(out, c.patch(), c.out_channels);
  // how much is taken at once is divided by these
  if (c.images * c.pixels() * size == 0) {
    gradient.setZero();
    return;
  }
  const int64_t parts = std::min(c.images, std::min<int64_t>(8, kSumFloats / std::max<int64_t>(1, size)));
  if (parts > 1) {
    std::vector<float> sums(parts * size, 0.0f);
    threads.Run(static_cast<int>(parts), [&](int i) {
      Made own(sums.data() + i * size, c.patch(), c.out_channels);
      AddImages(c, x, dy, c.images * i / parts, c.images * (i + 1) / parts, own);
    });
    gradient.setZero();
    for (int64_t i = 0; i < parts; i++) gradient += Made(sums.data() + i * size, c.patch(), c.out_channels);
    return;
  }
  // a filter that large belongs to a small image: some images at a time
  gradient.setZero();
  const int64_t together = std::clamp<int64_t>((1 << 20) / std::max<int64_t>(1, c.patch() * c.pixels()), 1, c.images);
  std::vector<float> patches(together * c.pixels() * c.patch());
  for (int64_t image = 0; image < c.images; image += together) {
    const int64_t images = std::min(together, c.images - image);
    threads.Run(static_cast<int>(images), [&](int i) {
      WritePatches(c, x + (image + i) * c.height * c.width * c.channels, 0, c.out_height,
                   patches.data() + i * c.pixels() * c.patch());
    });
    Multiply(threads, Given(patches.data(), images * c.pixels(), c.patch()), true,
             Given(dy + image * c.pixels() * c.out_channels, images * c.pixels(), c.out_channels), false, gradient,
             true);
  }
}

}  // namespace polyhead
