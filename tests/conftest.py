"""What every test shares: how hard Hypothesis looks. HYPOTHESIS_PROFILE=thorough looks harder."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from functools import partialmethod

from hypothesis import HealthCheck, settings
from starlette.testclient import TestClient

settings.register_profile("quick", max_examples=50, deadline=None, print_blob=True)
settings.register_profile(
    "thorough", max_examples=2_000, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
# Records of tests go into a folder of this run, never into that of somebody who works here.
_folder = tempfile.mkdtemp(prefix="threshold-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["THRESHOLD_DATABASE"] = f"{_folder}/records.db"

# Tests ask as people on this machine do; one that asks from elsewhere says so.
TestClient.__init__ = partialmethod(  # type: ignore[assignment,method-assign]
    TestClient.__init__, base_url="http://127.0.0.1:8000", client=("127.0.0.1", 50000)
)

settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
