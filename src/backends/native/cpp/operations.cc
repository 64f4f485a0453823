// Operations that TensorFlow is given for processors with AVX2, where its own leave one of two cores idle or go over
// memory many times: `PolyheadMatMul`, `PolyheadFilterGradient` and `PolyheadUpdate`.
#include <node_api.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "filter_gradient.h"
#include "product.h"
#include "tensorflow/c/kernels.h"
#include "tensorflow/c/kernels_experimental.h"
#include "tensorflow/c/ops.h"
#include "tensorflow/c/tf_tensor.h"
#include "threads.h"
#include "update.h"

namespace polyhead {
namespace {

// Never freed: its threads wait for work as long as the process lives.
Threads* threads = nullptr;

struct DeleteTensor {
  void operator()(TF_Tensor* tensor) const { TF_DeleteTensor(tensor); }
};
using Tensor = std::unique_ptr<TF_Tensor, DeleteTensor>;

float* Floats(const Tensor& tensor) { return static_cast<float*>(TF_TensorData(tensor.get())); }

class Status {
 public:
  Status() : status_(TF_NewStatus()) {}
  ~Status() { TF_DeleteStatus(status_); }
  Status(const Status&) = delete;
  operator TF_Status*() const { return status_; }
  bool ok() const { return TF_GetCode(status_) == TF_OK; }

 private:
  TF_Status* status_;
};

// What an operation asks of TensorFlow while it computes. After the first failure it is to return.
class Context {
 public:
  explicit Context(TF_OpKernelContext* context) : context_(context) {}

  Tensor Input(int i) {
    TF_Tensor* tensor = nullptr;
    TF_GetInput(context_, i, &tensor, status_);
    Check();
    return Tensor(tensor);
  }

  // A variable's values, which only it has from then on: where something else has them too, they are copied.
  Tensor Variable(int i) {
    TF_Tensor* tensor = nullptr;
    TF_GetInputTensorFromVariable(context_, i, true, false, false, Copy, &tensor, status_);
    Check();
    return Tensor(tensor);
  }

  Tensor Output(const std::vector<int64_t>& shape) {
    size_t size = sizeof(float);
    for (const int64_t side : shape) size *= side;
    Tensor output(TF_AllocateOutput(context_, 0, TF_FLOAT, shape.data(), shape.size(), size, status_));
    Check();
    return output;
  }

  void Fail(const char* message) {
    TF_SetStatus(status_, TF_INVALID_ARGUMENT, message);
    Check();
  }

  bool failed() const { return failed_; }
  TF_OpKernelContext* get() const { return context_; }

  static void Copy(TF_OpKernelContext*, TF_Tensor* from, TF_Tensor* to) {
    std::memcpy(TF_TensorData(to), TF_TensorData(from), TF_TensorByteSize(from));
  }

 private:
  void Check() {
    if (failed_ || status_.ok()) return;
    failed_ = true;
    TF_OpKernelContext_Failure(context_, status_);
  }

  TF_OpKernelContext* context_;
  Status status_;
  bool failed_ = false;
};

// Attributes of an operation. TensorFlow has compared them with the definition.
class Attributes {
 public:
  explicit Attributes(TF_OpKernelConstruction* construction) : construction_(construction) {}

  bool Flag(const char* name) {
    TF_Bool value = false;
    TF_OpKernelConstruction_GetAttrBool(construction_, name, &value, status_);
    return value;
  }

  std::vector<int64_t> Integers(const char* name) {
    std::vector<int64_t> values(Size(name));
    TF_OpKernelConstruction_GetAttrInt64List(construction_, name, values.data(), values.size(), status_);
    return values;
  }

  std::vector<float> Numbers(const char* name) {
    std::vector<float> values(Size(name));
    TF_OpKernelConstruction_GetAttrFloatList(construction_, name, values.data(), values.size(), status_);
    return values;
  }

  int64_t Integer(const char* name) {
    int64_t value = 0;
    TF_OpKernelConstruction_GetAttrInt64(construction_, name, &value, status_);
    return value;
  }

 private:
  int Size(const char* name) {
    int32_t size = 0, bytes = 0;
    TF_OpKernelConstruction_GetAttrSize(construction_, name, &size, &bytes, status_);
    return size;
  }

  TF_OpKernelConstruction* construction_;
  Status status_;
};

struct MatMul {
  bool transpose_a, transpose_b;

  explicit MatMul(Attributes attributes)
      : transpose_a(attributes.Flag("transpose_a")), transpose_b(attributes.Flag("transpose_b")) {}

  void Compute(Context& context) const {
    const Tensor a = context.Input(0), b = context.Input(1);
    if (context.failed()) return;
    if (TF_NumDims(a.get()) != 2 || TF_NumDims(b.get()) != 2) return context.Fail("factors of a product are matrices");
    const Given left(Floats(a), TF_Dim(a.get(), 0), TF_Dim(a.get(), 1));
    const Given right(Floats(b), TF_Dim(b.get(), 0), TF_Dim(b.get(), 1));
    const int64_t rows = transpose_a ? left.cols() : left.rows();
    const int64_t columns = transpose_b ? right.rows() : right.cols();
    if ((transpose_a ? left.rows() : left.cols()) != (transpose_b ? right.cols() : right.rows())) {
      return context.Fail("the sizes of a product's factors do not match");
    }
    const Tensor output = context.Output({rows, columns});
    if (context.failed()) return;
    Made product(Floats(output), rows, columns);
    Multiply(*threads, left, transpose_a, right, transpose_b, product);
  }
};

struct FilterGradientOf {
  std::vector<int64_t> filter, strides, margins;

  explicit FilterGradientOf(Attributes attributes)
      : filter(attributes.Integers("filter")),
        strides(attributes.Integers("strides")),
        margins(attributes.Integers("margins")) {}

  void Compute(Context& context) const {
    const Tensor x = context.Input(0), dy = context.Input(1);
    if (context.failed()) return;
    if (TF_NumDims(x.get()) != 4 || TF_NumDims(dy.get()) != 4) return context.Fail("images have four axes");
    const auto side = [](const Tensor& tensor, int axis) { return TF_Dim(tensor.get(), axis); };
    const Convolution convolution{side(x, 0), side(x, 1),  side(x, 2),  side(x, 3),  side(dy, 1), side(dy, 2),
                                  side(dy, 3), filter[0],  filter[1],   strides[0],  strides[1],  margins[0],
                                  margins[1]};
    if (side(x, 0) != side(dy, 0)) return context.Fail("there are not as many slopes as images");
    const Tensor output = context.Output({filter[0], filter[1], side(x, 3), side(dy, 3)});
    if (context.failed()) return;
    FilterGradient(*threads, convolution, Floats(x), Floats(dy), Floats(output));
  }
};

// Inputs are handles of the variables that it changes, then tensors as large, vectors that are repeated along all axes
// but the last, and numbers. The code of an instruction is its operation, and kind and index of two operands; that of
// a store is a variable and the result that it gets.
struct UpdateOf {
  int64_t variables, tensors, columns, scalars;
  UpdateProgram program;

  explicit UpdateOf(Attributes attributes)
      : variables(attributes.Integer("V")),
        tensors(attributes.Integer("N")),
        columns(attributes.Integer("C")),
        scalars(attributes.Integer("S")) {
    const std::vector<int64_t> code = attributes.Integers("code"), stores = attributes.Integers("stores");
    for (size_t i = 0; i + 5 <= code.size(); i += 5) {
      program.instructions.push_back({static_cast<Operation>(code[i]),
                                      {static_cast<Kind>(code[i + 1]), code[i + 2]},
                                      {static_cast<Kind>(code[i + 3]), code[i + 4]}});
    }
    for (size_t i = 0; i + 2 <= stores.size(); i += 2) program.stores.push_back({stores[i], stores[i + 1]});
    program.constants = attributes.Numbers("constants");
  }

  void Compute(Context& context) const {
    Status status;
    std::vector<int> handles(variables);
    for (int i = 0; i < variables; i++) handles[i] = i;
    TF_VariableInputLockHolder* lock = nullptr;
    TF_MaybeLockVariableInputMutexesInOrder(context.get(), true, false, handles.data(), handles.size(), Context::Copy,
                                            &lock, status);
    if (status.ok()) Locked(context);
    else TF_OpKernelContext_Failure(context.get(), status);
    if (lock) TF_ReleaseVariableInputLockHolder(lock);
  }

 private:
  void Locked(Context& context) const {
    std::vector<Tensor> kept;
    UpdateInputs inputs;
    int64_t size = -1;
    for (int64_t i = 0; i < variables + tensors + columns + scalars && !context.failed(); i++) {
      kept.push_back(i < variables ? context.Variable(i) : context.Input(i));
      if (context.failed()) return;
      const int64_t elements = TF_TensorElementCount(kept.back().get());
      float* values = Floats(kept.back());
      if (i < variables + tensors) {
        if (size >= 0 && elements != size) return context.Fail("an update's tensors have not the same size");
        size = elements;
        inputs.tensors.push_back(values);
      } else if (i < variables + tensors + columns) {
        if (elements == 0 || size % elements != 0) return context.Fail("a vector does not fit into an update's size");
        inputs.columns.push_back({values, elements});
      } else {
        inputs.scalars.push_back(*values);
      }
    }
    Update(*threads, program, inputs, size);
  }
};

template <class T>
void Register(const char* name, const std::vector<const char*>& inputs, const char* output,
              const std::vector<const char*>& attributes) {
  Status status;
  TF_OpDefinitionBuilder* definition = TF_NewOpDefinitionBuilder(name);
  for (const char* each : attributes) TF_OpDefinitionBuilderAddAttr(definition, each);
  for (const char* each : inputs) TF_OpDefinitionBuilderAddInput(definition, each);
  if (output) TF_OpDefinitionBuilderAddOutput(definition, output);
  else TF_OpDefinitionBuilderSetIsStateful(definition, true);
  // sizes are known when it is recorded
  TF_OpDefinitionBuilderSetShapeInferenceFunction(definition, TF_ShapeInferenceContextSetUnknownShape);
  TF_RegisterOpDefinition(definition, status);
  TF_KernelBuilder* kernel = TF_NewKernelBuilder(
      name, "CPU",
      [](TF_OpKernelConstruction* construction) -> void* { return new T(Attributes(construction)); },
      [](void* operation, TF_OpKernelContext* context) {
        Context own(context);
        static_cast<T*>(operation)->Compute(own);
      },
      [](void* operation) { delete static_cast<T*>(operation); });
  TF_RegisterKernelBuilder(name, kernel, status);
}

// Once in a process: TensorFlow's operations are those of all of its threads. Called with the number of threads that
// compute one operation.
napi_value Start(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument;
  int32_t number = 1;
  napi_get_cb_info(env, info, &count, &argument, nullptr, nullptr);
  napi_get_value_int32(env, argument, &number);
  if (threads) return nullptr;
  threads = new Threads(std::max(1, number));
  Register<MatMul>("PolyheadMatMul", {"a: T", "b: T"}, "product: T",
                   {"T: {float}", "transpose_a: bool = false", "transpose_b: bool = false"});
  Register<FilterGradientOf>("PolyheadFilterGradient", {"x: T", "dy: T"}, "gradient: T",
                             {"T: {float}", "filter: list(int)", "strides: list(int)", "margins: list(int)"});
  Register<UpdateOf>("PolyheadUpdate",
                     {"variables: V * resource", "tensors: N * T", "columns: C * T", "scalars: S * T"}, nullptr,
                     {"T: {float}", "V: int >= 1", "N: int >= 0", "C: int >= 0", "S: int >= 0", "code: list(int)",
                      "stores: list(int)", "constants: list(float)"});
  return nullptr;
}

}  // namespace
}  // namespace polyhead

NAPI_MODULE_INIT() {
  napi_value start;
  napi_create_function(env, "start", NAPI_AUTO_LENGTH, polyhead::Start, nullptr, &start);
  napi_set_named_property(env, exports, "start", start);
  return exports;
}
