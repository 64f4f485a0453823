// Products of matrices by Eigen, divided among threads. How they are divided depends on their sizes alone: so the bits
// are the same on any number of threads.
#pragma once
// Of small matrices, too, Eigen is to pack its factors: its other ways depend on where they lie in memory.
#define EIGEN_GEMM_TO_COEFFBASED_THRESHOLD 0
#include <Eigen/Core>
#include <algorithm>
#include <cstdint>

#include "threads.h"

namespace polyhead {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Given = Eigen::Map<const Matrix>;
using Made = Eigen::Map<Matrix>;

struct Parts {
  int64_t count;
  // Of each but the last.
  int64_t size;
};

// Of at least 64 rows or columns, for less is packed more often than it is used, and of a million multiplications.
inline Parts PartsOf(int64_t length, int64_t multiplications) {
  const int64_t most = std::min((length + 63) / 64, multiplications >> 20);
  const int64_t count = std::max<int64_t>(1, most);
  const int64_t size = ((length + count - 1) / count + 15) / 16 * 16;
  return {size == 0 ? 0 : (length + size - 1) / size, size};
}

// out (+)= a · b, in an order that does not depend on where they lie: Eigen's does where there is a vector.
template <class Out, class A, class B>
inline void MultiplyPart(Out&& out, const A& a, const B& b, bool add) {
  if (out.rows() > 1 && out.cols() > 1) {
    if (add) out.noalias() += a * b;
    else out.noalias() = a * b;
    return;
  }
  if (!add) out.setZero();
  for (int64_t i = 0; i < out.rows(); i++) {
    for (int64_t p = 0; p < a.cols(); p++) {
      const float factor = a.coeff(i, p);
      for (int64_t j = 0; j < out.cols(); j++) out.coeffRef(i, j) += factor * b.coeff(p, j);
    }
  }
}

// out (+)= a · b, of [m, k] and [k, n], each of which may lie transposed.
inline void Multiply(Threads& threads, const Given& a, bool transpose_a, const Given& b, bool transpose_b, Made& out,
                     bool add = false) {
  const int64_t m = out.rows(), n = out.cols(), k = transpose_a ? a.rows() : a.cols();
  const bool by_rows = m > n;
  const int64_t length = by_rows ? m : n;
  const Parts parts = PartsOf(length, m * n * k);
  threads.Run(static_cast<int>(parts.count), [&](int i) {
    const int64_t first = i * parts.size, size = std::min(parts.size, length - first);
    if (by_rows) {
      auto rows = out.middleRows(first, size);
      if (transpose_a && transpose_b) MultiplyPart(rows, a.middleCols(first, size).transpose(), b.transpose(), add);
      else if (transpose_a) MultiplyPart(rows, a.middleCols(first, size).transpose(), b, add);
      else if (transpose_b) MultiplyPart(rows, a.middleRows(first, size), b.transpose(), add);
      else MultiplyPart(rows, a.middleRows(first, size), b, add);
    } else {
      auto columns = out.middleCols(first, size);
      if (transpose_a && transpose_b) MultiplyPart(columns, a.transpose(), b.middleRows(first, size).transpose(), add);
      else if (transpose_a) MultiplyPart(columns, a.transpose(), b.middleCols(first, size), add);
      else if (transpose_b) MultiplyPart(columns, a, b.middleRows(first, size).transpose(), add);
      else MultiplyPart(columns, a, b.middleCols(first, size), add);
    }
  });
}

}  // namespace polyhead
