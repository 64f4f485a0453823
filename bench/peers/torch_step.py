"""Time of a training step of joint learning in plain PyTorch, heads stacked: torch_step.py MODEL SECONDS

[--device cuda] [--batch N] [--optimizer adam] [--threads N]

The models are those of bench/step.mjs. Each step's loss is read before the next begins. On images the better of the two
memory layouts counts; on CUDA, float32 is computed as float32 (no TF32), as everywhere else.
"""
import argparse
import json
import time

import torch
from torch import nn
from torch.nn import functional as F

TASKS, CLASSES = 5, 10


class Block(nn.Module):
    """A residual block of a small ResNet, as CLArena has it: the stride is the second convolution's."""

    def __init__(self, inputs: int, outputs: int, stride: int):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(inputs, outputs, 3, 1, 1, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(),
            nn.Conv2d(outputs, outputs, 3, stride, 1, bias=False),
            nn.BatchNorm2d(outputs),
        )
        same = stride == 1 and inputs == outputs
        self.shortcut = nn.Identity() if same else nn.Conv2d(inputs, outputs, 1, stride, bias=False)

    def forward(self, x):
        return F.relu(self.body(x) + self.shortcut(x))


def resnet18() -> nn.Module:
    layers = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
    inputs = 64
    for stage in range(4):
        outputs = 64 * 2**stage
        layers += [Block(inputs, outputs, 2 if stage > 0 else 1), Block(outputs, outputs, 1)]
        inputs = outputs
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten())


def small_resnet() -> nn.Module:
    layers = [nn.Conv2d(3, 64, 3, 1, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU(), Block(64, 64, 1), Block(64, 128, 2)]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten())


def mlp() -> nn.Module:
    widths = [784, 256, 256, 64]
    pairs = zip(widths, widths[1:])
    return nn.Sequential(*(layer for i, o in pairs for layer in (nn.Linear(i, o), nn.ReLU())))


def cnn() -> nn.Module:
    convolutions = [nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
    convolutions += [nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
    return nn.Sequential(*convolutions, nn.Flatten(), nn.Linear(64 * 7 * 7, 128), nn.ReLU())


MODELS = {
    "mlp": (mlp, 64, (784,)),
    "cnn": (cnn, 128, (1, 28, 28)),
    "small_resnet": (small_resnet, 128, (3, 32, 32)),
    "resnet18": (resnet18, 512, (3, 32, 32)),
}


def timed_steps(
    model: str, device: str, batch: int, seconds: float, adam: bool, layout: torch.memory_format
) -> list[float]:
    """Milliseconds of each step, the shortest first."""
    make, width, shape = MODELS[model]
    torch.manual_seed(1)
    backbone = make().to(device, memory_format=layout)
    heads = nn.Linear(width, TASKS * CLASSES).to(device)
    parameters = [*backbone.parameters(), *heads.parameters()]
    optimizer = torch.optim.Adam(parameters, 1e-3) if adam else torch.optim.SGD(parameters, lr=0.01)
    x = torch.rand(batch, *shape)
    if x.dim() == 4:
        x = x.contiguous(memory_format=layout)
    y, tasks = torch.randint(0, CLASSES, (batch,)), torch.randint(0, TASKS, (batch,))

    def step() -> float:
        inputs, labels, own = x.to(device), y.to(device), tasks.to(device)
        optimizer.zero_grad()
        logits = heads(backbone(inputs)).view(batch, TASKS, CLASSES)[torch.arange(batch, device=device), own]
        counts = torch.bincount(own, minlength=TASKS)
        weights = 1.0 / (counts[own] * (counts > 0).sum())
        loss = (F.cross_entropy(logits, labels, reduction="none") * weights).sum()
        loss.backward()
        optimizer.step()
        return loss.item()

    for _ in range(10):
        step()
    times = []
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        step()
        times.append(time.perf_counter() - start)
    return sorted(1e3 * taken for taken in times)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("model", choices=sorted(MODELS))
    parser.add_argument("seconds", type=float)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--optimizer", choices=["sgd", "adam"], default="sgd")
    parser.add_argument("--threads", type=int)
    args = parser.parse_args()
    if args.threads:
        torch.set_num_threads(args.threads)
    adam = args.optimizer == "adam"
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    layouts = [torch.contiguous_format] + ([] if args.model == "mlp" else [torch.channels_last])
    runs = [timed_steps(args.model, args.device, args.batch, args.seconds, adam, layout) for layout in layouts]
    times = min(runs, key=lambda run: run[len(run) // 2])
    median = times[len(times) // 2]
    device = torch.cuda.get_device_name() if args.device == "cuda" else args.device
    print(
        json.dumps(
            {
                "backend": f"PyTorch {torch.__version__}",
                "adapter": device,
                "model": args.model,
                "optimizer": args.optimizer,
                "batch": args.batch,
                "best_ms": round(times[0], 3),
                "median_ms": round(median, 3),
                "rows_per_s": round(args.batch * 1e3 / median),
            }
        )
    )


if __name__ == "__main__":
    main()
