// An optimizer's update, element by element, in one pass over variables, their slots and gradients.
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "threads.h"

namespace polyhead {

enum class Operation : int64_t {
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kMaximum,
  kMinimum,
  kSquareRoot,
  kNegate,
  kAbsolute
};

enum class Kind : int64_t { kTensor, kColumns, kScalar, kConstant, kResult };

struct Operand {
  Kind kind;
  int64_t index;
};

struct Instruction {
  Operation operation;
  Operand first, second;
};

struct Store {
  int64_t tensor, result;
};

struct UpdateProgram {
  std::vector<Instruction> instructions;
  std::vector<Store> stores;
  std::vector<float> constants;
};

// A vector that is repeated along all axes but the last.
struct Columns {
  const float* values;
  int64_t size;
};

struct UpdateInputs {
  // Variables first, which are written.
  std::vector<float*> tensors;
  std::vector<Columns> columns;
  std::vector<float> scalars;
};

// Elements that are computed at once: what lies between instructions stays in the first caches.
constexpr int64_t kBlock = 256;

template <class F>
inline void Each(const float* a, bool one_a, const float* b, bool one_b, float* __restrict out, int64_t size, F f) {
  const float x = *a, y = *b;
  if (one_a && one_b) std::fill_n(out, size, f(x, y));
  else if (one_a) for (int64_t i = 0; i < size; i++) out[i] = f(x, b[i]);
  else if (one_b) for (int64_t i = 0; i < size; i++) out[i] = f(a[i], y);
  else for (int64_t i = 0; i < size; i++) out[i] = f(a[i], b[i]);
}

inline void Compute(Operation operation, const float* a, bool one_a, const float* b, bool one_b, float* out,
                    int64_t size) {
  const auto each = [&](auto f) { Each(a, one_a, b, one_b, out, size, f); };
  switch (operation) {
    case Operation::kAdd: return each([](float x, float y) { return x + y; });
    case Operation::kSubtract: return each([](float x, float y) { return x - y; });
    case Operation::kMultiply: return each([](float x, float y) { return x * y; });
    case Operation::kDivide: return each([](float x, float y) { return x / y; });
    // as TensorFlow's: what is not a number stays so
    case Operation::kMaximum: return each([](float x, float y) { return x > y || x != x ? x : y; });
    case Operation::kMinimum: return each([](float x, float y) { return x < y || x != x ? x : y; });
    case Operation::kSquareRoot: return each([](float x, float) { return std::sqrt(x); });
    case Operation::kNegate: return each([](float x, float) { return -x; });
    case Operation::kAbsolute: return each([](float x, float) { return std::fabs(x); });
  }
}

// Some elements of all tensors.
inline void UpdateBlock(const UpdateProgram& program, const UpdateInputs& inputs, int64_t first, int64_t size,
                        float* results) {
  float columns[2][kBlock];
  const auto place = [&](const Operand& operand, float* own) -> const float* {
    switch (operand.kind) {
      case Kind::kTensor: return inputs.tensors[operand.index] + first;
      case Kind::kScalar: return &inputs.scalars[operand.index];
      case Kind::kConstant: return &program.constants[operand.index];
      case Kind::kResult: return results + operand.index * kBlock;
      case Kind::kColumns: break;
    }
    const Columns& repeated = inputs.columns[operand.index];
    int64_t column = first % repeated.size;
    for (int64_t i = 0; i < size; i++) {
      own[i] = repeated.values[column];
      if (++column == repeated.size) column = 0;
    }
    return own;
  };
  const auto is_one = [](const Operand& operand) {
    return operand.kind == Kind::kScalar || operand.kind == Kind::kConstant;
  };
  float* out = results;
  for (const Instruction& each : program.instructions) {
    const float* a = place(each.first, columns[0]);
    const float* b = place(each.second, columns[1]);
    Compute(each.operation, a, is_one(each.first), b, is_one(each.second), out, size);
    out += kBlock;
  }
  // last, for instructions read what was there before
  for (const Store& each : program.stores) {
    std::copy_n(results + each.result * kBlock, size, inputs.tensors[each.tensor] + first);
  }
}

inline void Update(Threads& threads, const UpdateProgram& program, const UpdateInputs& inputs, int64_t size) {
  // some ten microseconds each, at least
  const int64_t blocks = (size + kBlock - 1) / kBlock;
  const int64_t parts = std::clamp<int64_t>(blocks / 32, 1, 64);
  threads.Run(static_cast<int>(parts), [&](int i) {
    thread_local std::vector<float> results;
    results.resize(program.instructions.size() * kBlock);
    for (int64_t block = blocks * i / parts; block < blocks * (i + 1) / parts; block++) {
      const int64_t first = block * kBlock;
      UpdateBlock(program, inputs, first, std::min(kBlock, size - first), results.data());
    }
  });
}

}  // namespace polyhead
