"""An independent Discord: the npm package `discord-digital-twin`, run unchanged on the loopback.

It is written by others, so it finds what a fake of our own would repeat of our misunderstandings.
`proxy.py` stands before it and helps where it does not do what discord.py needs. What is left:

- No limits: any length and number of components is taken, nothing is ever answered with 429, and an
  interaction may be answered after its three seconds. Its headers tell of one bucket for every
  route of a channel, with a window of 60 seconds in which 49 of 50 requests are always left.
- No permissions for the bot; those of people are passed on to it and bind nobody.
- No RESUME and no missed events: a bot that comes back begins a new session (the proxy says so).
- `enforce_nonce` does nothing: the same nonce twice makes two messages, which both keep it.
- `allowed_mentions` is not looked at and `mentions` is always empty.
- A deferred answer is no message until its first edit; until then it cannot be fetched.
- The bot hears of its own private answers as of any message.
- An edit to no content keeps the old content. A message in an archived thread leaves it archived.
- A component that came without an id gets none. `attachment://` stays as it was sent. An edit that
  leaves a file out leaves it with the message.
- Commands can be set as a whole, not one at a time. There are no pins, no list of archived threads,
  no invitations; such a call is answered with 404 and "the twin knows no ...".
- One server, which every shard gets.

The people of `tests/interop/people.py` use menus of texts only, cannot react, and open no threads.
What stands in a command's option beside its value (`resolved`: channels, roles, files) comes from
them as well, since the twin passes an interaction's data on as it is told.
"""
