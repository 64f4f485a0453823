"""Times Hydra's and hydra-fast's compose: compose-peers.py LIBRARY TREE ROUNDS prints one JSON line."""

import json
import sys
import time

library, tree, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
if library == "hydra":
    from hydra import compose, initialize_config_dir
    from omegaconf import OmegaConf
else:
    from hydra_fast import OmegaConf, compose, initialize_config_dir

times = []
with initialize_config_dir(config_dir=tree, version_base="1.3"):
    for i in range(rounds):
        start = time.perf_counter()
        config = compose("config", overrides=[f"seed={i}"])
        times.append((time.perf_counter() - start) * 1000)
print(json.dumps({"cold": times[0], "warm": sorted(times[1:])[(rounds - 1) // 2], "yaml": OmegaConf.to_yaml(config)}))
