"""Puts the program into the wheel: EQUISPIKE_STAGE is a prefix with bin/ and share/, EQUISPIKE_TAG the tag of the wheel.

The program becomes a script of the environment, and its models lie below share/ as after `make install`. Without
EQUISPIKE_STAGE the wheel has no program.
"""

import os
from pathlib import Path
from typing import Any, Dict

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Stage(BuildHookInterface):
    """Adds the files of the stage."""

    def initialize(self, version: str, build_data: Dict[str, Any]) -> None:
        """Adds the program and its files; without a stage, does nothing."""
        stage = os.environ.get("EQUISPIKE_STAGE")
        if not stage or version != "standard":
            return
        build_data["shared_scripts"][f"{stage}/bin/equispike"] = "equispike"
        for file in sorted(Path(stage, "share").rglob("*")):
            if file.is_file():
                build_data["shared_data"][str(file)] = str(file.relative_to(stage))
        build_data["pure_python"] = False
        build_data["tag"] = os.environ["EQUISPIKE_TAG"]
