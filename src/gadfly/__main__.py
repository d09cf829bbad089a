"""`python -m gadfly` is the command `gadfly`."""

import sys

from gadfly.cli import main

sys.exit(main())
