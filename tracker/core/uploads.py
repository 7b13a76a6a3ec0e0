"""Uploads that the disk has no room for: refused, and what was written of them given back at once."""

from __future__ import annotations

from contextlib import suppress

from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http.multipartparser import MultiPartParserError


class KeptOnDisk(TemporaryFileUploadHandler):
    """Django leaves a half-written file open, and the disk full, until the process ends."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            super().receive_data_chunk(raw_data, start)
            self.file.flush()
        except OSError as problem:
            with suppress(OSError):  # its last bytes do not fit either; it is removed all the same
                self.file.close()
            raise MultiPartParserError(f"The upload could not be kept: {problem.strerror}.") from problem
