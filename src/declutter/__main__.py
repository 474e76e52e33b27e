"""`python -m declutter`."""

from __future__ import annotations

import sys

from declutter.cli import main

sys.exit(main())
