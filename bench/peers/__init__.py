"""The engines Threshold is compared with, each in a process of its own and started by `bench/race.py`."""
