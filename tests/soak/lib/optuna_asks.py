"""Asks Optuna's TPESampler for points: a line of JSON in for each, a line out. Functions are computed by who asks."""

import json
import sys

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)

for line in sys.stdin:
    given = json.loads(line)
    if "space" in given:
        space = given["space"]
        study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=given["seed"]))
        distributions = {
            name: optuna.distributions.CategoricalDistribution(about["choices"])
            if "choices" in about
            else optuna.distributions.IntDistribution(about["low"], about["high"], log=about["log"])
            if about["int"]
            else optuna.distributions.FloatDistribution(about["low"], about["high"], log=about["log"])
            for name, about in space.items()
        }
    else:
        study.tell(trial, given["value"])
    if given.get("last"):
        print(json.dumps({"best": study.best_value}), flush=True)
    else:
        trial = study.ask(distributions)
        print(json.dumps(trial.params), flush=True)
