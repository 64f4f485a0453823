"""Traces of twenty steps of methods with a state or draws of their own, in double precision, by PyTorch's autograd:
python make_traces.py, beside the folder `vectors`, whose batches and first weights it takes. Writes traces.json."""
import base64
import json
import math
import os

import numpy as np
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
STEPS = os.path.join(HERE, '..', 'vectors', 'steps')
EPOCH = 5
ALPHA = 1.5


def decode(tensor):
    kind = {'float32': np.float32, 'int32': np.int32, 'float64': np.float64}[tensor['dtype']]
    return np.frombuffer(base64.b64decode(tensor['b64']), kind).reshape(tensor['shape'])


def encode(values):
    values = np.ascontiguousarray(values, np.float64)
    return {'shape': list(values.shape), 'dtype': 'float64', 'b64': base64.b64encode(values.tobytes()).decode()}


class Network:
    def __init__(self, common, dtype):
        self.state = {
            name: torch.tensor(decode(tensor).copy(), dtype=dtype, requires_grad=True)
            for name, tensor in common['init_state'].items()
        }
        self.shared = [value for name, value in self.state.items() if name.startswith('backbone.')]

    def head(self, task):
        return [value for name, value in self.state.items() if name.startswith(f'heads.heads.{task}.')]

    def losses(self, x, y, ids, tasks):
        here = x
        for layer in range(3):
            weight, bias = (self.state[f'backbone.fc.{layer}.{part}'] for part in ('weight', 'bias'))
            here = torch.relu(here @ weight.T + bias)
        found = {}
        for task in tasks:
            rows = ids == task
            if rows.any():
                weight, bias = self.head(task)
                found[task] = torch.nn.functional.cross_entropy(here[rows] @ weight.T + bias, y[rows])
        return found


def softmax(values):
    powers = [math.exp(value - max(values)) for value in values]
    return [power / sum(powers) for power in powers]


class EpochMeans:
    def __init__(self):
        self.seen = []

    def take(self, tasks):
        means = [[step[task] for step in self.seen if task in step] for task in tasks]
        self.seen = []
        return [sum(values) / len(values) if values else None for values in means]


def dwa(tasks, dtype, generator, _shapes):
    means, epochs = EpochMeans(), []

    def step(losses, rows, _names):
        means.seen.append(losses)
        weights = [1.0] * len(tasks)
        if len(epochs) > 1:
            ratios = [1.0 if a is None or b is None else a / b for a, b in zip(epochs[-1], epochs[-2])]
            weights = [len(tasks) * share for share in softmax([ratio / 2 for ratio in ratios])]
        own = [weights[tasks.index(task)] for task in losses]
        return sum(w * row for w, row in zip(own, rows)), own

    return step, lambda: epochs.append(means.take(tasks)), None, lambda: None, {}


def rlw(tasks, dtype, generator, _shapes):
    normal = []

    def step(losses, rows, _names):
        draws = torch.randn(len(losses), dtype=torch.float64, generator=generator).tolist()
        normal.append(draws)
        own = softmax(draws)
        return sum(w * row for w, row in zip(own, rows)), own

    return step, lambda: None, None, lambda: None, {'normal': normal}


def gradvac(tasks, dtype, generator, _shapes):
    phi, beta, eps = np.zeros((len(tasks), len(tasks))), 0.5, 1e-8

    def step(losses, rows, _names):
        present = [tasks.index(task) for task in losses]
        total = torch.zeros_like(rows[0])
        for i, lane in enumerate(present):
            others = [k for k in range(len(present)) if k != i]
            turned = rows[i].clone()
            for k in torch.randperm(len(others), generator=generator).tolist():
                j = others[k]
                own, other = turned.norm(), rows[j].norm()
                cosine = float(turned @ rows[j] / (own * other + eps))
                target = phi[lane, present[j]]
                if cosine < target:
                    bent = float(own) * (target * math.sqrt(1 - cosine**2) - cosine * math.sqrt(1 - target**2))
                    turned = turned + bent / (float(other) * math.sqrt(1 - target**2) + eps) * rows[j]
                phi[lane, present[j]] = (1 - beta) * target + beta * cosine
            total = total + turned
        return total, [1.0] * len(rows)

    return step, lambda: None, None, lambda: None, {}


def graddrop(tasks, dtype, generator, shapes):
    def step(losses, rows, _names):
        matrix = torch.stack(rows)
        draws = torch.empty(matrix.shape[1], dtype=torch.float32).uniform_(generator=generator).to(dtype)
        # One for each number of a layer's weights, which are drawn for inputs by outputs.
        parts = torch.split(draws, [math.prod(shape) for shape in shapes])
        turned = [part.reshape(shape[::-1]).T if len(shape) == 2 else part for part, shape in zip(parts, shapes)]
        draws = torch.cat([part.reshape(-1) for part in turned])
        size = matrix.abs().sum(0)
        positive = torch.where(size > 0, (1 + matrix.sum(0) / torch.where(size > 0, size, 1.0)) / 2, 0.5)
        kept = torch.where(positive > draws, matrix.clamp(min=0).sum(0), matrix.clamp(max=0).sum(0))
        return kept, [1.0] * len(rows)

    return step, lambda: None, None, lambda: None, {}


def gradnorm(tasks, dtype, generator, _shapes, paper=False):
    own = torch.ones(len(tasks), dtype=dtype, requires_grad=True)
    means, initial = EpochMeans(), {}
    begun = [paper]

    def step(losses, rows, names):
        if not begun[0]:
            means.seen.append(losses)
        if paper:
            for task, loss in losses.items():
                initial.setdefault(task, loss)
        lanes = [tasks.index(task) for task in losses]
        all_weights = own if paper else len(tasks) * torch.softmax(own, 0)
        weights = all_weights[lanes]
        if begun[0]:
            last = torch.tensor([name.startswith('backbone.fc.2.') for name in names])
            norms = torch.stack([(row[last] if paper else row).norm() for row in rows]).detach()
            rates = torch.tensor([losses[task] / initial[task] for task in losses], dtype=dtype)
            sizes = weights * norms
            target = (sizes.mean() * (rates / rates.mean()) ** ALPHA).detach()
            (own.grad,) = torch.autograd.grad((sizes - target).abs().sum(), own)
        else:
            own.grad = torch.zeros_like(own)
        factors = weights.detach().tolist()
        return sum(w * row for w, row in zip(factors, rows)), factors

    def epoch():
        if not begun[0]:
            initial.update(dict(zip(tasks, means.take(tasks))))
            begun[0] = True

    def after():
        if paper:
            with torch.no_grad():
                own.mul_(len(tasks) / own.sum())

    return step, epoch, own, after, {}


METHODS = {
    'dwa': dwa,
    'rlw': rlw,
    'gradvac': gradvac,
    'graddrop': graddrop,
    'gradnorm': gradnorm,
    'gradnorm_paper': lambda *given: gradnorm(*given, paper=True),
}
OPTIMIZERS = {'SGD': {'lr': 0.02, 'momentum': 0.9}, 'Adam': {'lr': 0.01}}


def trace(common, method, optimizer, dtype):
    generator = torch.Generator().manual_seed(common['torch_seed'])
    tasks = common['config']['tasks']
    network = Network(common, dtype)
    step, epoch, own, after, given = METHODS[method](tasks, dtype, generator, [tuple(value.shape) for value in network.shared])
    parameters = [*network.state.values(), *([own] if own is not None else [])]
    algorithm = getattr(torch.optim, optimizer)(parameters, **OPTIMIZERS[optimizer])
    names = [n for n, v in network.state.items() if n.startswith('backbone.') for _ in range(v.numel())]
    seen = []
    for place, batch in enumerate(common['batches']):
        x = torch.tensor(decode(batch['x']).copy(), dtype=dtype)
        y, ids = (torch.tensor(decode(batch[key]).copy()).long() for key in ('y', 'task_ids'))
        losses = network.losses(x, y, ids, tasks)
        rows, heads = [], {}
        for task, loss in losses.items():
            found = torch.autograd.grad(loss, [*network.shared, *network.head(task)], retain_graph=True)
            rows.append(torch.cat([grad.reshape(-1) for grad in found[: len(network.shared)]]))
            heads[task] = found[len(network.shared) :]
        values = {task: float(loss.detach()) for task, loss in losses.items()}
        seen.append([values.get(task) for task in tasks])
        algorithm.zero_grad(set_to_none=True)
        direction, factors = step(values, rows, names)
        offset = 0
        for parameter in network.shared:
            size = parameter.numel()
            parameter.grad = direction[offset : offset + size].reshape(parameter.shape).to(dtype).clone()
            offset += size
        for factor, (task, grads) in zip(factors, heads.items()):
            for parameter, grad in zip(network.head(task), grads):
                parameter.grad = factor * grad
        algorithm.step()
        after()
        if (place + 1) % EPOCH == 0:
            epoch()
    final = {name: value.detach().double().numpy() for name, value in network.state.items()}
    return seen, final, None if own is None else own.detach().double().numpy(), given


def main():
    traces = []
    for common_name in ('all_present', 'with_absent'):
        with open(os.path.join(STEPS, f'{common_name}.json')) as file:
            common = json.load(file)
        for method in METHODS:
            for optimizer, kwargs in OPTIMIZERS.items():
                seen, final, own, given = trace(common, method, optimizer, torch.float64)
                other, rough, rough_own, _ = trace(common, method, optimizer, torch.float32)
                noise = {
                    'weights': max(float(abs(final[name] - rough[name]).max()) for name in final),
                    'losses': max(abs(a - b) for u, v in zip(seen, other) for a, b in zip(u, v) if a is not None),
                    'own': None if own is None else float(abs(own - rough_own).max()),
                }
                print(common_name, method, optimizer, noise)
                traces.append(
                    {
                        'kind': 'mtl_trace',
                        'common': f'{common_name}.json',
                        'method': method,
                        'optimizer': optimizer,
                        'kwargs': kwargs,
                        'epoch': EPOCH,
                        'losses_per_step': seen,
                        'final_state': {name: encode(value) for name, value in final.items()},
                        'own_final': None if own is None else own.tolist(),
                        'f32_vs_f64': noise,
                        **given,
                    }
                )
    with open(os.path.join(HERE, 'traces.json'), 'w') as file:
        json.dump(traces, file, separators=(',', ':'))


main()
