"""`python -m bot` is `roundtable`."""

from bot.cli.main import main

main()
