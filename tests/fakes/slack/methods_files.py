"""Uploads in three steps, and what is told of a file."""

from __future__ import annotations

from tests.fakes.slack import payloads
from tests.fakes.slack.calls import Call, Table
from tests.fakes.slack.entities import File
from tests.fakes.slack.errors import Json, Refused
from tests.fakes.slack.messages import Content
from tests.fakes.slack.world import World

UPLOADS = "/upload/v1/"


class FileMethods:
    """Handles them."""

    def __init__(self, world: World) -> None:
        self._world = world

    def table(self) -> Table:
        """Return the handlers by method."""
        return {
            "files.getUploadURLExternal": self.begin,
            "files.completeUploadExternal": self.complete,
            "files.info": self.info,
            "files.delete": self.delete,
        }

    def begin(self, call: Call) -> Json:
        """Give out an address to upload to."""
        length = call.need("length")
        if not length.isdecimal() or int(length) == 0:
            raise Refused("invalid_arguments", ("[ERROR] length must be a positive number",))
        file = File(
            self._world.ids.next("F"),
            call.need("filename"),
            call.installation.bot,
            self._world.now(),
            int(length),
            alt_text=call.text("alt_txt"),
        )
        self._world.files[file.id] = file
        return {"upload_url": f"{self._world.url}{UPLOADS}{file.id}", "file_id": file.id}

    def upload(self, file_id: str, data: bytes) -> str:
        """Take a file's bytes. Raises Refused."""
        file = self._world.files.get(file_id)
        if file is None or file.data is not None:
            raise Refused("file_not_found")
        if len(data) != file.size:
            raise Refused("upload_size_mismatch")
        file.data = data
        return f"OK - {len(data)}"

    def complete(self, call: Call) -> Json:
        """Finish uploads, and share them where a channel is named."""
        listed = call.arguments.get("files")
        if not isinstance(listed, list) or not listed:
            raise Refused("invalid_arguments", ("[ERROR] missing required field: files",))
        files = [self._uploaded(call, one.get("id", "")) for one in listed]
        for file, one in zip(files, listed, strict=True):
            file.title = one.get("title", file.name)
        if call.text("channel_id"):
            self._share(call, files)
        return {"files": [payloads.file_json(file) for file in files]}

    def _uploaded(self, call: Call, file_id: str) -> File:
        file = self._own(call, file_id)
        if file.data is None:
            raise Refused("file_not_found")
        return file

    def _share(self, call: Call, files: list[File]) -> None:
        channel = self._world.find_channel(call.installation, call.text("channel_id"))
        if call.installation.bot.id not in channel.members:
            raise Refused("not_in_channel")
        if channel.archived:
            raise Refused("is_archived")
        content = Content(text=call.text("initial_comment"), files=files)
        thread_ts = call.text("thread_ts") or None
        bot = call.installation.bot
        message = self._world.messages.post(channel, bot, content, thread_ts=thread_ts)
        for file in files:
            file.shared = True
        for user in channel.members.values():
            if channel.kind == "im" and not user.is_bot:
                self._world.interactions.spoke(user, message)

    def info(self, call: Call) -> Json:
        """Tell what a file is."""
        file = self._own(call, call.need("file"))
        return {"file": payloads.file_json(file), "comments": []}

    def delete(self, call: Call) -> Json:
        """Remove a file of the app's own."""
        file = self._own(call, call.need("file"))
        if file.owner is not call.installation.bot:
            raise Refused("cant_delete_file")
        del self._world.files[file.id]
        return {}

    def _own(self, call: Call, file_id: str) -> File:
        file = self._world.files.get(file_id)
        if file is None or file.owner.workspace is not call.workspace:
            raise Refused("file_not_found")
        return file
