"""Composes with real Hydra: reads {"dir", "cases": [{"config", "overrides"}], "now"} and writes one JSON line a case."""

import json
import math
import sys
from datetime import datetime

from hydra import compose, initialize_config_dir
from omegaconf import OmegaConf


def tagged(value):
    if isinstance(value, dict):
        return {"$dict": [[tagged(key), tagged(item)] for key, item in value.items()]}
    if isinstance(value, (list, tuple)):
        return [tagged(item) for item in value]
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return {"$int": str(value)}
    if isinstance(value, float):
        return {"$float": "nan" if math.isnan(value) else repr(value)}
    return {"$other": str(value)}


def resolved(config):
    try:
        return tagged(OmegaConf.to_container(config, resolve=True))
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


def answer(case):
    try:
        config = compose(case["config"], overrides=case["overrides"])
        return {"config": tagged(OmegaConf.to_container(config, resolve=False)), "resolved": resolved(config)}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


asked = json.load(sys.stdin)
at = datetime.fromtimestamp(asked["now"])
with initialize_config_dir(config_dir=asked["dir"], version_base="1.3"):
    OmegaConf.register_new_resolver("now", at.strftime, use_cache=True, replace=True)
    for each in asked["cases"]:
        print(json.dumps(answer(each)))
