// Threads that compute parts of an operation beside the one that has it.
#pragma once
#include <immintrin.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

namespace polyhead {

class Threads {
 public:
  explicit Threads(int count) : helpers_(count - 1) {
    for (int i = 0; i < helpers_; i++) std::thread([this] { Serve(); }).detach();
  }

  // Computes each of the parts 0 … parts − 1. Which thread takes one depends on which is free: parts may not write
  // where others do. An operation that begins while another one has the helpers does without them.
  void Run(int parts, const std::function<void(int)>& part) {
    if (helpers_ == 0 || parts < 2 || parts > kMostParts || !busy_.try_lock()) {
      for (int i = 0; i < parts; i++) part(i);
      return;
    }
    part_ = &part;
    done_.store(0);
    const uint64_t turn = (next_.load() >> 32) + 1;
    next_.store(turn << 32 | static_cast<uint64_t>(parts) << 16);
    if (asleep_.load() > 0) {
      std::lock_guard<std::mutex> lock(sleep_);
      wake_.notify_all();
    }
    Take(turn);
    while (done_.load() < parts) _mm_pause();
    busy_.unlock();
  }

 private:
  static constexpr int kMostParts = 0xffff;

  // One number says what is to be done next, so that nobody can take a part of a job that is over: the job's turn,
  // how many parts it has, and the next of them.
  void Take(uint64_t turn) {
    for (uint64_t next = next_.load(); next >> 32 == turn && (next & 0xffff) < (next >> 16 & 0xffff);) {
      if (!next_.compare_exchange_weak(next, next + 1)) continue;
      (*part_)(static_cast<int>(next & 0xffff));
      done_.fetch_add(1);
      next = next_.load();
    }
  }

  // Looks for the next job for a tenth of a millisecond, and then sleeps: spinning on, threads take the cores from
  // each other as soon as anything else runs.
  void Serve() {
    uint64_t seen = 0;
    for (;;) {
      const auto until = std::chrono::steady_clock::now() + std::chrono::microseconds(100);
      for (int tries = 1; next_.load() >> 32 == seen; tries++) {
        _mm_pause();
        if (tries % 64 != 0 || std::chrono::steady_clock::now() < until) continue;
        std::unique_lock<std::mutex> lock(sleep_);
        asleep_.fetch_add(1);
        wake_.wait(lock, [&] { return next_.load() >> 32 != seen; });
        asleep_.fetch_sub(1);
      }
      seen = next_.load() >> 32;
      Take(seen);
    }
  }

  const int helpers_;
  const std::function<void(int)>* part_ = nullptr;
  std::atomic<uint64_t> next_{0};
  std::atomic<int> done_{0};
  std::atomic<int> asleep_{0};
  std::mutex busy_;
  std::mutex sleep_;
  std::condition_variable wake_;
};

}  // namespace polyhead
