#!/usr/bin/env python
"""Entry point of every command: `python manage.py --help` lists them."""

import os
import sys


def main() -> None:
    """Run the command; a wrong setting, or a server that cannot be used or reached, ends it with one line and exit code 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from django.core.management import execute_from_command_line
    from django.db import OperationalError, connection

    from portal import collector
    from portal.embedded import ServerError
    from portal.environment import SettingError

    collector.tune()
    try:
        execute_from_command_line(sys.argv)
    except (SettingError, ServerError) as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    except OperationalError as error:
        if connection.connection is not None:
            raise
        why = str(error).strip().splitlines()[0]
        sys.stderr.write(
            f"The database does not answer; is `make run` (manage.py up) on, with the same settings? {why}\n"
        )
        sys.exit(2)


if __name__ == "__main__":
    main()
