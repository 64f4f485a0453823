#!/usr/bin/env bash
# On a machine with an NVIDIA card: times our training step on WebGPU beside PyTorch's on CUDA, in rounds.  run.sh [ROUNDS]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd); work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
for package in "$here"/*.deb; do dpkg -x "$package" /; done
ldconfig
tar xJf "$here/app.tar.xz" -C "$work"
xz -dkc "$here/node.xz" >"$work/node" && chmod +x "$work/node"
[ -d /usr/share/vulkan/icd.d ] || export VK_DRIVER_FILES=/usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json
nvidia-smi -L
cd "$work/app"
for round in $(seq "${1:-2}"); do
  for batch in 128 1024; do
    for model in mlp cnn resnet18; do
      timeout 60 "$work/node" training-step.mjs "$model" 3 --backend webgpu --batch "$batch"
      timeout 60 python3 torch_step.py "$model" 2 --device cuda --batch "$batch"
    done
  done
done
