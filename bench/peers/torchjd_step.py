"""Time of a training step with torchjd's aggregators: torchjd_step.py ROUNDS

The network and batch of bench/methods.ts. A step of each method in turn, medians, one thread as WASM has.
"""
import json
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F
from torchjd import aggregation
from torchjd.autojac import mtl_backward

try:
    from torchjd.autojac import jac_to_grad
except ImportError:  # older versions take the aggregator themselves
    jac_to_grad = None

ROWS, FEATURES, TASKS, CLASSES = 128, 784, 5, 10


def stepper(aggregator):
    torch.manual_seed(1)
    backbone = nn.Sequential(
        nn.Linear(FEATURES, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 64), nn.ReLU()
    )
    heads = nn.ModuleList(nn.Linear(64, CLASSES) for _ in range(TASKS))
    optimizer = torch.optim.SGD([*backbone.parameters(), *heads.parameters()], lr=0.001)
    x = torch.rand(ROWS, FEATURES)
    y = torch.randint(CLASSES, (ROWS,))
    tasks = torch.randint(TASKS, (ROWS,))
    rows = [torch.nonzero(tasks == t).flatten() for t in range(TASKS)]

    def step():
        began = time.perf_counter()
        optimizer.zero_grad()
        features = backbone(x)
        losses = [F.cross_entropy(head(features[own]), y[own]) for head, own in zip(heads, rows)]
        if aggregator is None:
            loss = torch.stack(losses).mean()
            loss.backward()
        elif jac_to_grad is None:
            mtl_backward(losses=losses, features=features, aggregator=aggregator)
        else:
            mtl_backward(losses, features=features)
            jac_to_grad(backbone.parameters(), aggregator)
        optimizer.step()
        sum(losses).item()
        return 1000 * (time.perf_counter() - began)

    return step


def main(rounds: int):
    torch.set_num_threads(1)
    names = ["UPGrad", "MGDA", "CAGrad", "PCGrad", "IMTLG", "NashMTL", "AlignedMTL", "ConFIG", "GradDrop", "DualProj"]
    methods = {"mean, one backward pass": stepper(None)}
    for name in names:
        arguments = {"CAGrad": {"c": 0.5}, "NashMTL": {"n_tasks": TASKS}}.get(name, {})
        try:
            methods[name] = stepper(getattr(aggregation, name)(**arguments))
        except Exception as error:  # an aggregator may need packages that are not there
            print(json.dumps({"torchjd": name, "skipped": str(error)}))
    times = {name: [] for name in methods}
    for turn in range(-5, rounds):
        for name, step in list(methods.items()):
            try:
                taken = step()
            except Exception as error:
                print(json.dumps({"torchjd": name, "skipped": str(error)}))
                del methods[name], times[name]
                continue
            if turn >= 0:
                times[name].append(taken)
    for name, all_times in times.items():
        print(json.dumps({"torchjd": name, "ms": round(statistics.median(all_times), 2)}))


main(int(sys.argv[1]))
