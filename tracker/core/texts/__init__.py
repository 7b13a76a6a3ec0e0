"""The words inside a file, read in a process of its own that has little memory and little time."""

from tracker.core.texts.limits import MOST, READERS, NoText, can_be_read, text_of

__all__ = ["MOST", "READERS", "NoText", "can_be_read", "text_of"]
