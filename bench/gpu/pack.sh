#!/usr/bin/env bash
# Packs what bench/gpu/run.sh needs on a machine with a GPU that has neither Node nor registries:  pack.sh DIR   (28 MB)
# This machine's Node, Dawn (npm's webgpu), TensorFlow.js, our training step, PyTorch's, and Debian's Vulkan loader.
set -euo pipefail
out=$(realpath -m "${1:?usage: pack.sh DIR}"); here=$(cd "$(dirname "$0")" && pwd); root=$(cd "$here/../.." && pwd)
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
mkdir -p "$out" "$work/app"

node "$root/bench/step.mjs" --build "$work/app/training-step.mjs"
cp "$here/../peers/torch_step.py" "$work/app/"
# The components look for their schemas.
cp -r "$root/schemas" "$work/app/"
tensorflow=$(node -p "require('$root/node_modules/@tensorflow/tfjs-core/package.json').version")
(cd "$work/app" && npm init -y >/dev/null &&
  npm install --silent --ignore-scripts --legacy-peer-deps webgpu "@tensorflow/tfjs-core@$tensorflow" \
    "@tensorflow/tfjs-layers@$tensorflow" "@tensorflow/tfjs-backend-webgpu@$tensorflow")
# Of each package of TensorFlow.js its one file for Node, of Dawn the binary for this kind of machine.
for package in "$work"/app/node_modules/@tensorflow/*/; do
  main=$(node -p "require('${package}package.json').main")
  find "$package" -type f ! -path "$package$main" ! -name package.json -delete
done
find "$work/app/node_modules/webgpu/dist" -mindepth 1 -maxdepth 1 ! -name "linux-$(node -p process.arch)" -exec rm -r {} +

tar cJf "$out/app.tar.xz" -C "$work" app
cp "$(node -p process.execPath)" "$work/node" && strip "$work/node" && xz -T0 -c "$work/node" >"$out/node.xz"
cp "$here/run.sh" "$out/"
(cd "$out" && apt-get download -qq libvulkan1 libegl1 libglvnd0 libopengl0 libgl1 libglx0 libgles2 libx11-6 libxcb1 libxext6)
du -sh "$out"
