"""A client for Threshold: every operation of its API as a method, with types. See clients/README.md."""

from threshold_client.client import Threshold
from threshold_client.refusals import Refused, ThresholdError, Unanswered

__all__ = ["Refused", "Threshold", "ThresholdError", "Unanswered"]
