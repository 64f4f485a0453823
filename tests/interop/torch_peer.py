"""Plain torch modules with CLArena's names, and safetensors without its package. Runs on torch 1.13 and later, without numpy.

torch_peer.py FOLDER: for each model in FOLDER/models.json
  loads FOLDER/<name>.safetensors and writes its logits of FOLDER/<name>.x.safetensors to <name>.logits.safetensors;
  makes another model of the kind, writes it to <name>.torch.safetensors, and its logits to <name>.torch-logits.safetensors.
"""
import json
import os
import struct
import sys

import torch
from torch import nn

DTYPES = {"F32": torch.float32, "I64": torch.int64}


def read_safetensors(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length).decode("utf-8"))
        data = bytearray(file.read())
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        part = torch.frombuffer(bytearray(data[start:end]), dtype=DTYPES[entry["dtype"]])
        tensors[name] = part.reshape(entry["shape"])
    return tensors


def write_safetensors(path, tensors):
    header, parts, offset = {}, [], 0
    # Wider elements first: each tensor stays aligned.
    for name, tensor in sorted(tensors.items(), key=lambda item: -item[1].element_size()):
        data = bytearray(tensor.numel() * tensor.element_size())
        torch.frombuffer(data, dtype=tensor.dtype).copy_(tensor.detach().reshape(-1))
        dtype = next(key for key, value in DTYPES.items() if value == tensor.dtype)
        header[name] = {"dtype": dtype, "shape": list(tensor.shape), "data_offsets": [offset, offset + len(data)]}
        parts.append(data)
        offset += len(data)
    text = json.dumps(header).encode("utf-8")
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(parts))


class MLP(nn.Module):
    def __init__(self, input_dim, hidden_dims, output_dim, batch_normalization=False, activation_layer="ReLU"):
        super().__init__()
        widths = [input_dim] + hidden_dims + [output_dim]
        pairs = list(zip(widths, widths[1:]))
        self.fc = nn.ModuleList(nn.Linear(inputs, outputs) for inputs, outputs in pairs)
        self.fc_bn = nn.ModuleList(nn.BatchNorm1d(width) for width in widths[1:]) if batch_normalization else None
        self.activation = getattr(nn, activation_layer)()

    def forward(self, x):
        x = x.flatten(1)
        for index, layer in enumerate(self.fc):
            x = layer(x)
            if self.fc_bn is not None:
                x = self.fc_bn[index](x)
            x = self.activation(x)
        return x


class CNN(nn.Module):
    def __init__(self, image_shape, channels, output_dim, batch_normalization=False):
        super().__init__()
        height, width, inputs = image_shape
        widths = [inputs] + channels
        self.conv = nn.ModuleList(nn.Conv2d(a, b, 3, padding=1) for a, b in zip(widths, widths[1:]))
        self.conv_bn = nn.ModuleList(nn.BatchNorm2d(width) for width in channels) if batch_normalization else None
        shrink = 2 ** len(channels)
        self.fc = nn.Linear(channels[-1] * (height // shrink) * (width // shrink), output_dim)
        self.fc_bn = nn.BatchNorm1d(output_dim) if batch_normalization else None

    def forward(self, x):
        for index, layer in enumerate(self.conv):
            x = layer(x)
            if self.conv_bn is not None:
                x = self.conv_bn[index](x)
            x = nn.functional.max_pool2d(torch.relu(x), 2)
        x = self.fc(x.flatten(1))
        if self.fc_bn is not None:
            x = self.fc_bn(x)
        return torch.relu(x)


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        self.conv_bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, stride=stride, padding=1, bias=False)
        self.conv_bn2 = nn.BatchNorm2d(outputs)
        same = inputs == outputs and stride == 1
        self.identity_downsample = None if same else nn.Conv2d(inputs, outputs, 1, stride=stride, bias=False)

    def forward(self, x):
        identity = x if self.identity_downsample is None else self.identity_downsample(x)
        x = torch.relu(self.conv_bn1(self.conv1(x)))
        return torch.relu(self.conv_bn2(self.conv2(x)) + identity)


class ResNet18(nn.Module):
    def __init__(self, input_channels, output_dim=512):
        super().__init__()
        self.conv1 = nn.Conv2d(input_channels, 64, 7, stride=2, padding=3, bias=False)
        self.conv_bn1 = nn.BatchNorm2d(64)
        self.conv2x = nn.Sequential(Block(64, 64, 1), Block(64, 64, 1))
        self.conv3x = nn.Sequential(Block(64, 128, 2), Block(128, 128, 1))
        self.conv4x = nn.Sequential(Block(128, 256, 2), Block(256, 256, 1))
        self.conv5x = nn.Sequential(Block(256, 512, 2), Block(512, 512, 1))

    def forward(self, x):
        x = nn.functional.max_pool2d(torch.relu(self.conv_bn1(self.conv1(x))), 3, 2, 1)
        x = self.conv5x(self.conv4x(self.conv3x(self.conv2x(x))))
        return x.mean(dim=(2, 3))


class Heads(nn.Module):
    def __init__(self, input_dim, classes):
        super().__init__()
        self.heads = nn.ModuleDict({task: nn.Linear(input_dim, count) for task, count in classes.items()})


class Model(nn.Module):
    def __init__(self, spec):
        super().__init__()
        self.backbone = {"MLP": MLP, "CNN": CNN, "ResNet18": ResNet18}[spec["backbone"]](**spec["params"])
        self.heads = Heads(spec["params"]["output_dim"], spec["classes"])

    def logits(self, x):
        """Of each task's head. Images come as [rows, height, width, channels]."""
        self.eval()
        if x.dim() == 4:
            x = x.permute(0, 3, 1, 2).contiguous()
        with torch.no_grad():
            feature = self.backbone(x)
            return {task: head(feature) for task, head in self.heads.heads.items()}


def main(folder):
    with open(os.path.join(folder, "models.json"), encoding="utf-8") as file:
        specs = json.load(file)
    torch.manual_seed(7)
    for spec in specs:
        path = os.path.join(folder, spec["name"])
        x = read_safetensors(path + ".x.safetensors")["x"]

        ours = Model(spec)
        ours.load_state_dict(read_safetensors(path + ".safetensors"), strict=True)
        write_safetensors(path + ".logits.safetensors", ours.logits(x))

        theirs = Model(spec)
        theirs.train()
        # Statistics of batch norm that are not the initial ones.
        theirs.backbone(torch.randn_like(x.permute(0, 3, 1, 2) if x.dim() == 4 else x) * 2 + 1)
        write_safetensors(path + ".torch.safetensors", theirs.state_dict())
        write_safetensors(path + ".torch-logits.safetensors", theirs.logits(x))


if __name__ == "__main__":
    main(sys.argv[1])
